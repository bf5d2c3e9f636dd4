import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { useTexts } from './language.ts'

/** The people who came in under another policy, and would not today. */
export function AccessMisfits() {
  const { access } = useTexts()
  const query = useInfiniteQuery(list('GET /api/access-policy/misfits', { query: {} }))
  return (
    <Card title={access.misfits} flush>
      <Listed
        query={query}
        empty={<EmptyState title={access.misfitsNone}>{access.misfitsNoneWhy}</EmptyState>}
      >
        {(items) => (
          <Table
            label={access.misfits}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              {
                head: access.person,
                cell: ({ id, name }) => (
                  <Link to={paths.person} params={{ customerId: id }}>
                    {name}
                  </Link>
                ),
              },
              { head: access.address, cell: ({ address }) => address ?? access.noAddress },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
