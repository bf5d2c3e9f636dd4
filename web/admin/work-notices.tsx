import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useLanguage } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Notice } from '../ui/notice.tsx'
import { Progress } from '../ui/progress.tsx'
import { workTitle } from './under-way.tsx'

/** What failed in the background, and what is under way there. */
export function WorkNotices() {
  return useMay()('work.read') && <Work />
}

function Work() {
  const { texts, language } = useLanguage()
  const { work: words } = texts
  const { format } = new Intl.NumberFormat(language)
  const { data } = useQuery({
    ...read('GET /api/work'),
    refetchInterval: ({ state }) => (state.data?.underWay.length ? 3_000 : 30_000),
  })
  if (!data) return null
  const hasFailed = ({ last }: { last: { result: string } | null }) => last?.result === 'failed'
  const failed = data.tasks.filter(hasFailed).length
  const backup = data.server?.tasks.find(hasFailed)
  const only = data.underWay.length === 1 ? data.underWay[0] : undefined
  const see = <Link to={paths.work}>{words.seeWork}</Link>
  return (
    <>
      {backup && (
        <Notice tone="bad" title={words.backupFailed} action={see}>
          <p lang="en">{backup.last?.failure?.sentence}</p>
        </Notice>
      )}
      {failed > 0 && <Notice tone="warn" title={words.failed(failed)} action={see} />}
      {only ? (
        <Notice tone="flat" title={workTitle(words, only)} action={see}>
          <Progress
            label={workTitle(words, only)}
            done={only.done}
            total={only.total}
            text={words.progress(format(only.done), format(only.total))}
          />
        </Notice>
      ) : (
        data.underWay.length > 0 && (
          <Notice tone="flat" title={words.isUnderWay(data.underWay.length)} action={see} />
        )
      )}
    </>
  )
}
