import { useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

interface Props {
  readonly directoryId: string
  readonly name: string
  readonly isLive: boolean
}

/** The staff whom a directory manages. */
export function DirectoryStaff({ directoryId, name, isLive }: Props) {
  const { employees: words, directory, staff, roles } = useTexts()
  const query = useInfiniteQuery(list('GET /api/staff', { query: { directoryId } }))
  return (
    <Card flush title={directory.tabs.directoryPeople}>
      <Listed
        query={query}
        empty={
          <EmptyState title={words.noneYet(name)}>
            {isLive ? words.noneYetWhy : words.noneWhileNotLive}
          </EmptyState>
        }
      >
        {(items) => (
          <Table
            label={directory.tabs.directoryPeople}
            items={items}
            keyOf={({ id }) => id}
            asLines
            columns={[
              {
                head: staff.person,
                cell: (one) => (
                  <>
                    <bdi className="strong">{one.name}</bdi>
                    <div>
                      <Address value={one.address} size="sm" />
                    </div>
                  </>
                ),
              },
              {
                head: staff.role,
                cell: ({ role, roleByRule }) => (
                  <>
                    {roles[role]}
                    {roleByRule !== null && roleByRule !== role && (
                      <div className="second">{words.roleByRule(roles[roleByRule])}</div>
                    )}
                  </>
                ),
              },
              { head: staff.state, cell: ({ state }) => staff.states[state] },
              {
                head: staff.lastSignIn,
                cell: ({ lastSignInAt }) =>
                  lastSignInAt ? <When at={lastSignInAt} /> : <span className="quiet">{staff.never}</span>,
              },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
