import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import type { NoticeLine } from '../ui/notice-list.tsx'
import { Progress } from '../ui/progress.tsx'
import { useLanguage } from './language.ts'
import { workTitle } from './under-way.tsx'

type Work = AnswerOf<'GET /api/work'>
type Texts = ReturnType<typeof useLanguage>['texts']

interface WorkNotices {
  readonly failed: readonly NoticeLine[]
  readonly underWay: readonly NoticeLine[]
}

/** What failed in the background, and what is under way there; undefined until that is known. */
export function useWorkNotices(): WorkNotices | undefined {
  const { texts, language } = useLanguage()
  const mayRead = useMay()('work.read')
  const { data, isError } = useQuery({
    ...read('GET /api/work'),
    enabled: mayRead,
    refetchInterval: ({ state }) => (state.data?.underWay.length ? 3_000 : 30_000),
  })
  if (data) return { failed: failedLines(data, texts), underWay: underWayLines(data, texts, language) }
  return mayRead && !isError ? undefined : { failed: [], underWay: [] }
}

const hasFailed = ({ last }: Work['tasks'][number]) => last?.result === 'failed'

function failedLines({ tasks, server }: Work, { work: words }: Texts): NoticeLine[] {
  const way = <Link to={paths.work}>{words.seeWork}</Link>
  const lines: NoticeLine[] = []
  const backup = server?.tasks.find(hasFailed)
  if (backup) {
    const more = <p lang="en">{backup.last?.failure?.sentence}</p>
    lines.push({ key: 'backup', tone: 'bad', text: words.backupFailed, more, way })
  }
  const failed = tasks.filter(hasFailed).length
  if (failed > 0) lines.push({ key: 'tasks', tone: 'warn', text: words.failed(failed), way })
  return lines
}

function underWayLines({ underWay }: Work, { work: words }: Texts, language: string): NoticeLine[] {
  const { format } = new Intl.NumberFormat(language)
  const [only, another] = underWay
  if (!only) return []
  const line = { key: 'under-way', tone: 'flat' as const, way: <Link to={paths.work}>{words.seeWork}</Link> }
  if (another) return [{ ...line, text: words.isUnderWay(underWay.length) }]
  const title = workTitle(words, only)
  const text = words.progress(format(only.done), format(only.total))
  const more = <Progress label={title} done={only.done} total={only.total} text={text} />
  return [{ ...line, text: title, more }]
}
