import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { localeOf } from '../language.tsx'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { BarChart } from '../ui/bar-chart.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Segments } from '../ui/segments.tsx'
import { Table } from '../ui/table.tsx'
import c from './admin.module.css'
import { useLanguage } from './language.ts'

type Days = AnswerOf<'GET /api/usage/days'>
type Day = Days['items'][number]

const ranges = [30, 90] as const
const dayMs = 24 * 60 * 60 * 1000

const daysBefore = (day: string, n: number) =>
  new Date(Date.parse(day) - n * dayMs).toISOString().slice(0, 10)

/** Who was billable and who was not over the last days, as a chart or as a table. */
export function UsageDays() {
  const { usage: words } = useLanguage().texts
  const { days = 30, view } = useSearch({ from: '/admin/subscription' })
  const today = useQuery(read('GET /api/usage'))
  const to = today.data?.day
  const query = { from: to && daysBefore(to, days - 1), to }
  const usage = useQuery({ ...read('GET /api/usage/days', { query }), enabled: to !== undefined })
  // While today is not known, neither are the days before it.
  const loading = usage.data || usage.error ? usage : { ...usage, error: today.error, refetch: today.refetch }
  return (
    <Card title={words.days} aside={<Choices days={days} view={view} range={query} />}>
      <Loaded query={loading}>
        {(found) => (view === 'table' ? <DayTable found={found} /> : <Charts found={found} days={days} />)}
      </Loaded>
    </Card>
  )
}

interface ChoicesProps {
  readonly days: number
  readonly view: 'table' | undefined
  readonly range: { readonly from: string | undefined; readonly to: string | undefined }
}

function Choices({ days, view, range: { from, to } }: ChoicesProps) {
  const { usage: words } = useLanguage().texts
  return (
    <span className="row wrap">
      <Segments label={words.range}>
        {ranges.map((n) => (
          <Link
            key={n}
            to={paths.subscription}
            search={{ ...(n === 90 && { days: n }), ...(view && { view }) }}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {words.lastDays(n)}
          </Link>
        ))}
      </Segments>
      <Segments label={words.view}>
        {([undefined, 'table'] as const).map((one) => (
          <Link
            key={one ?? 'chart'}
            to={paths.subscription}
            search={{ ...(days === 90 && { days }), ...(one && { view: one }) }}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {one ? words.asTable : words.asChart}
          </Link>
        ))}
      </Segments>
      {from && to && (
        <Button
          component="a"
          href={`/api/usage/days.csv?from=${from}&to=${to}`}
          download
          variant="default"
          aria-label={words.exportWhat}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {words.export}
        </Button>
      )}
    </span>
  )
}

/** A day as people write it, wherever they are: it is the site's day and no moment. */
function useDayFormat(): (day: string) => string {
  const { language } = useLanguage()
  const format = new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return (day) => format.format(new Date(day))
}

function Charts({ found: { from, to, items }, days }: { found: Days; days: number }) {
  const { texts, language } = useLanguage()
  const { usage: words } = texts
  const { format } = new Intl.NumberFormat(language)
  const dayText = useDayFormat()
  const byDay = new Map(items.map((one) => [one.day, one]))
  const all = Array.from({ length: days }, (_, n) => daysBefore(to, days - 1 - n))
  const chart = (title: string, tone: 1 | 2, amountOf: (day: Day) => number) => {
    const values = items.map(amountOf)
    const [most, fewest, last] = [Math.max(...values), Math.min(...values), values.at(-1) ?? 0].map(format)
    const span = words.chart(title, dayText(from), dayText(to))
    return (
      <BarChart
        title={title}
        tone={tone}
        summary={`${span}. ${words.mostFewest(most ?? '', fewest ?? '', last ?? '')}`}
        most={most ?? ''}
        first={dayText(from)}
        last={dayText(to)}
        bars={all.map((day) => {
          const one = byDay.get(day)
          const value = one && amountOf(one)
          return { key: day, value, title: `${dayText(day)}: ${value === undefined ? '–' : format(value)}` }
        })}
      />
    )
  }
  return (
    <>
      <div className={c.pair}>
        {chart(words.seats, 1, ({ billable }) => billable.total)}
        {chart(words.customers, 2, ({ notBillable }) => notBillable.customers)}
      </div>
      {items.length < 2 && <p className="second">{words.noDays}</p>}
    </>
  )
}

function DayTable({ found: { items } }: { found: Days }) {
  const { texts, language } = useLanguage()
  const { usage: words, roleCounts } = texts
  const { format } = new Intl.NumberFormat(language)
  const dayText = useDayFormat()
  const number = (head: string, amountOf: (day: Day) => number) => ({
    head,
    isNumber: true as const,
    cell: (day: Day) => format(amountOf(day)),
  })
  return (
    <Table
      label={words.days}
      items={items.toReversed()}
      keyOf={({ day }) => day}
      columns={[
        { head: words.day, cell: ({ day }) => <span className="nowrap">{dayText(day)}</span> },
        number(words.seats, ({ billable }) => billable.total),
        number(roleCounts.owners, ({ billable }) => billable.owners),
        number(roleCounts.admins, ({ billable }) => billable.admins),
        number(roleCounts.agents, ({ billable }) => billable.agents),
        number(roleCounts.auditors, ({ billable }) => billable.auditors),
        number(words.members, ({ notBillable }) => notBillable.members),
        number(words.customers, ({ notBillable }) => notBillable.customers),
      ]}
    />
  )
}
