import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'

const shownMax = 5

/** What somebody must decide about a person, where the person is. Nothing where there is nothing. */
export function PersonCases({ customerId }: { customerId: string }) {
  const { people, cases } = useTexts()
  const may = useMay()
  const { data } = useQuery({
    ...read('GET /api/cases', { query: { customerId, limit: shownMax } }),
    enabled: may('cases.read'),
  })
  if (!data || data.items.length === 0) return null
  return (
    <Notice tone="flat" title={people.waits}>
      <ul>
        {data.items.map(({ id, kind }) => (
          <li key={id}>
            <Link to={paths.case} params={{ caseId: id }}>
              {cases.kinds[kind]}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
