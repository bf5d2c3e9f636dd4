import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../../api-client.ts'
import { useTexts } from '../../language.tsx'
import { paths } from '../../paths.ts'
import { read } from '../../queries.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import c from '../admin.module.css'

type Report = AnswerOf<'GET /api/directories/{directoryId}/sign-in-tests/{reportId}'>

/** What came of a sign-in that somebody of the staff tried out: nobody was signed in. */
export function TestReportPage() {
  const { signInTest: words, directory } = useTexts()
  const { directoryId, reportId } = useParams({ from: paths.signInTest })
  const params = { directoryId, reportId }
  const query = useQuery(read('GET /api/directories/{directoryId}/sign-in-tests/{reportId}', { params }))
  const owner = useQuery(read('GET /api/directories/{directoryId}', { params: { directoryId } }))
  return (
    <Page
      title={words.title}
      crumb={
        <Link to={paths.directory} params={{ directoryId }}>
          {owner.data?.name ?? directory.title}
        </Link>
      }
    >
      <Loaded query={query}>
        {(report) => (
          <>
            <Outcome report={report} />
            <Checks steps={report.steps} />
            {report.identity && <Whom identity={report.identity} />}
            <Came report={report} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Outcome({ report }: { report: Report }) {
  const { signInTest: words } = useTexts()
  const { foreseen, steps, at, until } = report
  const failed = steps.find(({ ok }) => !ok)
  const isIn = foreseen?.outcome === 'would-be-in'
  return (
    <Notice
      tone={failed ? 'bad' : isIn ? 'ok' : 'warn'}
      title={failed ? words.refused : isIn ? words.wouldBeIn : words.wouldNotBeIn}
    >
      {(failed || foreseen?.why) && <p>{failed?.says ?? foreseen?.why}</p>}
      {foreseen?.made && <p>{words.made}</p>}
      {foreseen?.customerId && (
        <p>
          <Link to={paths.person} params={{ customerId: foreseen.customerId }}>
            {words.person}
          </Link>
        </p>
      )}
      <p>{words.nobody}</p>
      <p className="small quiet">
        {words.tried} <When at={at} />
      </p>
      <p className="small quiet">
        {words.kept} <When at={until} />
      </p>
    </Notice>
  )
}

function Checks({ steps }: Pick<Report, 'steps'>) {
  const { signInTest: words } = useTexts()
  return (
    <Card title={words.checks} flush>
      <Table
        label={words.checks}
        items={steps.map((step, n) => ({ ...step, n: String(n) }))}
        keyOf={({ n }) => n}
        asLines
        columns={[
          {
            head: words.check,
            cell: ({ check, ok }) => (
              <span className="row">
                {ok ? <IconCircleCheck size={16} aria-hidden /> : <IconCircleX size={16} aria-hidden />}
                <span className="sr">{ok ? words.good : words.bad}</span>
                <code>{check}</code>
              </span>
            ),
          },
          { head: words.found, cell: ({ says }) => says },
        ]}
      />
    </Card>
  )
}

function Whom({ identity }: { identity: NonNullable<Report['identity']> }) {
  const { signInTest: words } = useTexts()
  const { subject, isStable, matchValue, address, name, groups } = identity
  return (
    <Card title={words.whom}>
      <KeyValue
        rows={[
          [words.subject, <code key="subject">{subject}</code>],
          [words.kind, isStable ? words.stable : words.notStable],
          [words.matched, <code key="matched">{matchValue ?? words.none}</code>],
          [words.address, address ?? words.none],
          [words.name, name ?? words.none],
          [words.groups, groups.length > 0 ? groups.join(', ') : words.none],
        ]}
      />
    </Card>
  )
}

function Came({ report: { raw, decoded } }: { report: Report }) {
  const { signInTest: words, copy } = useTexts()
  return (
    <Card title={words.came}>
      <div className="stack">
        {decoded !== null && (
          <>
            <h3>{words.decoded}</h3>
            <Scroller className={c.code} label={words.decoded} isCode>
              {apart(decoded)}
            </Scroller>
          </>
        )}
        <div className="row">
          <h3 className="grow">{words.raw}</h3>
          <CopyButton value={raw} label={copy.copyWhat(words.raw)} />
        </div>
        <Scroller className={c.code} label={words.raw} isCode>
          {raw}
        </Scroller>
      </div>
    </Card>
  )
}

/** Each element on a line of its own. */
function apart(text: string): string {
  return text.trimStart().startsWith('<') ? text.replaceAll(/>\s*</g, '>\n<') : text
}
