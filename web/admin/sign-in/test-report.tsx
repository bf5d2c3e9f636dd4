import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { read } from '../../queries.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { When } from '../../ui/when.tsx'
import { useTexts as useStaffTexts } from '../language.ts'
import { Came, Checks, Whom } from './test-report-parts.tsx'

type Report = AnswerOf<'GET /api/directories/{directoryId}/sign-in-tests/{reportId}'>

/** What came of a sign-in that somebody of the staff tried out: nobody was signed in. */
export function TestReportPage() {
  const { signInTest: words } = useTexts()
  const { directory } = useStaffTexts()
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
            {report.identity && (
              <Whom identity={report.identity} places={report.foreseen?.organizations ?? null} />
            )}
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
