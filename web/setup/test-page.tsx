import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Came, Checks, Whom } from '../admin/sign-in/test-report-parts.tsx'
import { type AnswerOf, CallFailed } from '../api-client.ts'
import { paths } from '../paths.ts'
import { PortalShell } from '../portal/portal-shell.tsx'
import { read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { isGone } from '../sign-in/link-gone.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { When } from '../ui/when.tsx'

type Report = AnswerOf<'GET /api/setup/sign-in-tests/{reportId}'>

/** What came of a sign-in that was tried out at the set-up page: everything of the provider's, and nothing of the site's. */
export function SetupTestPage() {
  const { settingUp, signInTest: words } = useTexts()
  const { reportId } = useParams({ from: paths.setupTest })
  const query = useQuery(read('GET /api/setup/sign-in-tests/{reportId}', { params: { reportId } }))
  const isOut = query.error instanceof CallFailed && query.error.problem?.code === 'not-signed-in'
  if (isOut || isGone(query.error)) {
    return (
      <GuestShell title={settingUp.testGone} lead={isOut ? settingUp.testClosed : settingUp.testGoneWhy}>
        <p>{settingUp.testGoneNext}</p>
      </GuestShell>
    )
  }
  return (
    <PortalShell title={words.title}>
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
    </PortalShell>
  )
}

function Outcome({ report: { outcome, steps, at, until } }: { report: Report }) {
  const { settingUp, signInTest: words } = useTexts()
  const failed = steps.find(({ ok }) => !ok)
  return (
    <Notice
      tone={failed ? 'bad' : outcome === 'ready' ? 'ok' : 'warn'}
      title={failed || !outcome ? words.refused : settingUp.outcomes[outcome]}
    >
      {failed && <p lang="en">{failed.says}</p>}
      {!failed && outcome === 'waiting' && <p>{settingUp.waitingNext}</p>}
      <p>{words.nobody}</p>
      <p className="small quiet">
        {words.tried} <When at={at} />
      </p>
      <p className="small quiet">
        {settingUp.testKept} <When at={until} />
      </p>
    </Notice>
  )
}
