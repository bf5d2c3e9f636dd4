import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { Progress } from '../ui/progress.tsx'
import { When } from '../ui/when.tsx'
import c from './import.module.css'
import { ImportActs } from './import-acts.tsx'
import { ImportRows } from './import-rows.tsx'
import { type Import, pollOf } from './import-status.ts'
import { useImportTexts } from './import-texts.ts'
import { useLanguage } from './language.ts'

/** One import: how far it is, what its rows do, and what is wrong with some. */
export function ImportDetailPage() {
  const words = useImportTexts()
  const { importId } = useParams({ from: paths.import })
  const client = useQueryClient()
  const query = useQuery({
    ...read('GET /api/imports/{importId}', { params: { importId } }),
    refetchInterval: ({ state }) => pollOf(state.data),
  })
  const { data } = query
  const state = data?.state
  // What rows are said to do changes with each state.
  useEffect(() => {
    if (state !== undefined) void client.invalidateQueries({ queryKey: ['GET /api/imports/{importId}/rows'] })
  }, [client, state])
  return (
    <Page
      title={data?.fileName ?? words.title}
      crumb={<Link to={paths.imports}>{words.title}</Link>}
      sub={data && <Facts of={data} />}
    >
      <Loaded query={query}>
        {(found) => (
          <>
            <HowFar of={found} />
            <ImportActs of={found} />
            <Card title={found.state === 'applied' ? words.did : words.result}>
              <Counts of={found} />
              <Columns of={found} />
            </Card>
            {found.state !== 'checking' && <ImportRows of={found} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Facts({ of: { kind, format, rows, proven, createdAt } }: { of: Import }) {
  const { language } = useLanguage()
  const words = useImportTexts()
  return (
    <div className={layout.facts}>
      <span>{words.kinds[kind]}</span>
      <span>{words.formats[format]}</span>
      <span>{words.rowsOf(new Intl.NumberFormat(language).format(rows))}</span>
      {proven && <span>{words.isProven}</span>}
      <When at={createdAt} />
    </div>
  )
}

/** Nobody has worked on it for longer than a step takes. */
const stalledMs = 20_000

function HowFar({ of: { state, rows, checked, counts, applied, seenAt } }: { of: Import }) {
  const { language } = useLanguage()
  const words = useImportTexts()
  if (state !== 'checking' && state !== 'applying') return null
  const { format } = new Intl.NumberFormat(language)
  const [done, total] = state === 'checking' ? [checked, rows] : [applied, counts.create + counts.change]
  const title = state === 'checking' ? words.checkingTitle : words.applyingTitle
  return (
    <Card title={title}>
      <Progress label={title} done={done} total={total} text={words.progress(format(done), format(total))} />
      <p className="second small">
        {Date.now() - Date.parse(seenAt) > stalledMs ? words.stalled : words.goesOn}
      </p>
    </Card>
  )
}

const shown = ['create', 'change', 'same', 'refused', 'skipped'] as const

function Counts({ of: { counts } }: { of: Import }) {
  const words = useImportTexts()
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  return (
    <dl className={c.counts}>
      {shown.map((verdict) => (
        <div key={verdict} className={c.count}>
          <dt>{words.counts[verdict]}</dt>
          <dd>{number.format(counts[verdict])}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What is taken of the file, so that nobody wonders where a column went. */
function Columns({ of: { columns } }: { of: Import }) {
  const words = useImportTexts()
  const named = (isTaken: boolean) => {
    const headings = columns.filter(({ meaning }) => (meaning !== null) === isTaken)
    return headings.length === 0 ? words.allTaken : headings.map(({ heading }) => heading).join(', ')
  }
  return (
    <KeyValue
      rows={[
        [words.columnsTaken, named(true)],
        [words.columnsLeft, named(false)],
      ]}
    />
  )
}
