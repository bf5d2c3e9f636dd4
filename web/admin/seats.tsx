import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

/** Who is billable today. */
export function Seats() {
  const { usage: words, roles } = useTexts()
  const query = useInfiniteQuery(list('GET /api/usage/seats', { query: {} }))
  return (
    <Card
      flush
      title={words.who}
      aside={
        <Link className="small" to={paths.staff}>
          {words.toStaff}
        </Link>
      }
    >
      <Listed query={query} empty={<p className="quiet">{words.billable(0)}</p>}>
        {(items) => (
          <Table
            label={words.who}
            items={items}
            keyOf={({ staffId }) => staffId}
            columns={[
              { head: words.person, cell: ({ name }) => <bdi className="strong">{name}</bdi> },
              { head: words.role, cell: ({ role }) => roles[role] },
              {
                head: words.since,
                cell: ({ since, until }) => (
                  <>
                    <When at={since} />
                    {until && <div className="quiet">{words.gaveUp}</div>}
                  </>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
