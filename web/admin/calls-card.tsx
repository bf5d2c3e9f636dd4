import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { localeOf } from '../language.tsx'
import { paths } from '../paths.ts'
import { BarChart } from '../ui/bar-chart.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Segments } from '../ui/segments.tsx'
import { Table } from '../ui/table.tsx'
import c from './admin.module.css'
import { useLanguage, useTexts } from './language.ts'

type Overview = AnswerOf<'GET /api/overview'>
type Calls = Overview['calls'][number]
type Span = 'day' | 'month'

interface Props {
  readonly query: { data: Overview | undefined; error: Error | null; refetch(): unknown }
  readonly span: Span
  readonly view: 'table' | undefined
}

/** How many calls came over time and how many did something, as charts or as a table. */
export function CallsCard({ query, span, view }: Props) {
  const { overview } = useTexts()
  return (
    <Card title={overview.calls} aside={<Choices span={span} view={view} />} flush={view === 'table'}>
      <Loaded query={query} isFlush={view === 'table'}>
        {({ calls }) =>
          view === 'table' ? <CallTable calls={calls} span={span} /> : <Charts calls={calls} span={span} />
        }
      </Loaded>
    </Card>
  )
}

function Choices({ span, view }: Pick<Props, 'span' | 'view'>) {
  const { overview } = useTexts()
  const active = { exact: true, includeSearch: true }
  return (
    <span className="row wrap">
      <Segments label={overview.span}>
        {(['day', 'month'] as const).map((one) => (
          <Link
            key={one}
            to={paths.overview}
            search={{ ...(one === 'month' && { span: one }), ...(view && { view }) }}
            activeOptions={active}
            resetScroll={false}
          >
            {overview.spans[one]}
          </Link>
        ))}
      </Segments>
      <Segments label={overview.view}>
        {([undefined, 'table'] as const).map((one) => (
          <Link
            key={one ?? 'chart'}
            to={paths.overview}
            search={{ ...(span === 'month' && { span }), ...(one && { view: one }) }}
            activeOptions={active}
            resetScroll={false}
          >
            {one ? overview.asTable : overview.asChart}
          </Link>
        ))}
      </Segments>
    </span>
  )
}

/** Hours where the person is; days are the server's, in UTC. */
function useTimeFormat(span: Span): (at: string) => string {
  const { language } = useLanguage()
  const format = new Intl.DateTimeFormat(
    localeOf(language),
    span === 'day'
      ? { weekday: 'short', hour: '2-digit', minute: '2-digit' }
      : { day: 'numeric', month: 'short', timeZone: 'UTC' },
  )
  return (at) => format.format(new Date(at))
}

const errorsOf = ({ refused, failed }: Calls) => refused + failed

function Charts({ calls, span }: { calls: readonly Calls[]; span: Span }) {
  const { texts, language } = useLanguage()
  const { overview } = texts
  const { format } = new Intl.NumberFormat(language)
  const timeText = useTimeFormat(span)
  const [first, last] = [calls[0], calls.at(-1)].map((one) => (one ? timeText(one.at) : ''))
  const chart = (title: string, tone: 1 | 2 | 'bad', amountOf: (one: Calls) => number) => {
    const amounts = calls.map(amountOf)
    const [all, most] = [amounts.reduce((sum, one) => sum + one, 0), Math.max(0, ...amounts)].map(format)
    return (
      <BarChart
        title={title}
        tone={tone}
        summary={`${overview.chart(title, first ?? '', last ?? '')}. ${overview.inAll(all ?? '', most ?? '')}.`}
        most={most ?? ''}
        first={first ?? ''}
        last={last ?? ''}
        bars={calls.map((one) => {
          const value = amountOf(one)
          return { key: one.at, value, title: `${timeText(one.at)}: ${format(value)}` }
        })}
      />
    )
  }
  return (
    <div className={c.three}>
      {chart(overview.exchanges, 1, ({ exchanges }) => exchanges)}
      {chart(overview.effects, 2, ({ effects }) => effects)}
      {chart(overview.errors, 'bad', errorsOf)}
    </div>
  )
}

function CallTable({ calls, span }: { calls: readonly Calls[]; span: Span }) {
  const { texts, language } = useLanguage()
  const { overview } = texts
  const { format } = new Intl.NumberFormat(language)
  const timeText = useTimeFormat(span)
  const number = (head: string, amountOf: (one: Calls) => number) => ({
    head,
    isNumber: true as const,
    cell: (one: Calls) => format(amountOf(one)),
  })
  return (
    <Table
      label={overview.calls}
      items={calls.toReversed()}
      keyOf={({ at }) => at}
      columns={[
        { head: overview.time, cell: ({ at }) => <span className="nowrap">{timeText(at)}</span> },
        number(overview.exchanges, ({ exchanges }) => exchanges),
        number(overview.effects, ({ effects }) => effects),
        number(overview.errors, errorsOf),
      ]}
    />
  )
}
