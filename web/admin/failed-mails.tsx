import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'

/** More of them are told as more than so many. */
const limit = 20

/** Mails are sent in the background too; those that were given up are seen on their own page. */
export function FailedMails() {
  const { work: words } = useTexts()
  const mayRead = useMay()('mail.read')
  const { data } = useQuery({
    ...read('GET /api/mails', { query: { state: 'failed', limit } }),
    enabled: mayRead,
  })
  if (!data?.items.length) return null
  return (
    <Notice
      tone="warn"
      title={data.next ? words.manyMailsFailed(limit) : words.mailsFailed(data.items.length)}
      action={
        <Link to={paths.mail} search={{ state: 'failed' }}>
          {words.seeMails}
        </Link>
      }
    >
      {words.mailsFailedWhy}
    </Notice>
  )
}
