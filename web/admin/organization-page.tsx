import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Sources } from './sources.tsx'

/** Who belongs to an organization, and why. */
export function OrganizationPage() {
  const { shell, organizations, people } = useTexts()
  const { organizationId } = useParams({ from: paths.organization })
  const given = { params: { organizationId } }
  const query = useQuery(read('GET /api/organizations/{organizationId}', given))
  const members = useInfiniteQuery(
    list('GET /api/organizations/{organizationId}/members', { ...given, query: {} }),
  )
  return (
    <Page
      title={query.data?.name ?? organizations.organization}
      crumb={<Link to={paths.organizations}>{shell.organizations}</Link>}
    >
      <Card title={organizations.sources}>
        <Loaded query={query}>{({ sources }) => <Sources sources={sources} />}</Loaded>
      </Card>
      <Card title={organizations.members} flush>
        <Listed
          query={members}
          empty={<EmptyState title={organizations.noMember}>{organizations.noMemberWhy}</EmptyState>}
        >
          {(items) => (
            <Table
              label={organizations.members}
              items={items}
              keyOf={({ id }) => id}
              asLines
              columns={[
                {
                  head: people.person,
                  cell: ({ id, name, address }) => (
                    <>
                      <Link className="strong" to={paths.person} params={{ customerId: id }}>
                        <bdi>{name}</bdi>
                      </Link>
                      <div>
                        {address === null ? (
                          <span className="quiet">{people.noAddress}</span>
                        ) : (
                          <Address value={address} size="sm" />
                        )}
                      </div>
                    </>
                  ),
                },
                { head: organizations.because, cell: ({ sources }) => <Sources sources={sources} /> },
                { head: organizations.memberSince, cell: ({ since }) => <When at={since} /> },
              ]}
            />
          )}
        </Listed>
      </Card>
    </Page>
  )
}
