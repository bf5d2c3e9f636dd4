import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Fed } from './fed.tsx'
import { GivenRole } from './given-role.tsx'
import { useLanguage, useTexts } from './language.ts'

type Group = AnswerOf<'GET /api/directories/{directoryId}/groups/{groupId}'>

/** One group: what it feeds, which groups stand around it, and who is in it. */
export function DirectoryGroupPage() {
  const { groups, directory } = useTexts()
  const { directoryId, groupId } = useParams({ from: paths.directoryGroup })
  const query = useQuery(
    read('GET /api/directories/{directoryId}/groups/{groupId}', { params: { directoryId, groupId } }),
  )
  const owner = useQuery(read('GET /api/directories/{directoryId}', { params: { directoryId } }))
  const maySeePeople = useMay()('customers.read')
  return (
    <Page
      title={query.data?.name ?? groups.group}
      part={groups.group}
      crumb={
        <>
          <Link to={paths.directory} params={{ directoryId }}>
            {owner.data?.name ?? directory.title}
          </Link>
          {' / '}
          <Link to={paths.directoryGroups} params={{ directoryId }}>
            {directory.tabs.directoryGroups}
          </Link>
        </>
      }
    >
      <Card title={groups.group}>
        <Loaded query={query}>
          {(group) => (
            <Facts directoryId={directoryId} group={group} isOfStaff={owner.data?.audience === 'staff'} />
          )}
        </Loaded>
      </Card>
      {maySeePeople && <Members directoryId={directoryId} groupId={groupId} />}
    </Page>
  )
}

interface FactsProps {
  readonly directoryId: string
  readonly group: Group
  readonly isOfStaff: boolean
}

function Facts({ directoryId, group, isOfStaff }: FactsProps) {
  const { texts, language } = useLanguage()
  const { groups, employees } = texts
  const { externalId, members, inner, outer, createdAt, updatedAt } = group
  return (
    <KeyValue
      rows={[
        isOfStaff
          ? [employees.rules.role, <GivenRole key="role" directoryId={directoryId} group={group} />]
          : [groups.feeds, <Fed key="feeds" group={group} />],
        [groups.members, new Intl.NumberFormat(language).format(members)],
        ...(outer.length > 0
          ? [[groups.inside, <Named key="outer" directoryId={directoryId} all={outer} />] as const]
          : []),
        ...(inner.length > 0
          ? [[groups.holds, <Named key="inner" directoryId={directoryId} all={inner} />] as const]
          : []),
        [
          groups.externalId,
          externalId === null ? groups.noExternalId : <code key="external">{externalId}</code>,
        ],
        [groups.received, <When key="created" at={createdAt} />],
        [groups.changed, <When key="changed" at={updatedAt} />],
      ]}
    />
  )
}

function Named({ directoryId, all }: { directoryId: string; all: Group['inner'] }) {
  return (
    <span className="row wrap">
      {all.map(({ id, name }) => (
        <Link key={id} to={paths.directoryGroup} params={{ directoryId, groupId: id }}>
          <bdi>{name}</bdi>
        </Link>
      ))}
    </span>
  )
}

function Members({ directoryId, groupId }: { directoryId: string; groupId: string }) {
  const { groups, people } = useTexts()
  const query = useInfiniteQuery(
    list('GET /api/directories/{directoryId}/groups/{groupId}/members', {
      params: { directoryId, groupId },
      query: {},
    }),
  )
  return (
    <Card title={groups.members} flush>
      <Listed query={query} empty={<EmptyState title={groups.noMember}>{groups.noMemberWhy}</EmptyState>}>
        {(items) => (
          <Table
            label={groups.members}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              {
                head: people.person,
                cell: ({ userName, displayName, customer }) => (
                  <>
                    {customer ? (
                      <Link className="strong" to={paths.person} params={{ customerId: customer.id }}>
                        <bdi>{customer.name}</bdi>
                      </Link>
                    ) : (
                      <strong>
                        <bdi>{displayName ?? userName}</bdi>
                      </strong>
                    )}
                    <div className="quiet">{userName}</div>
                  </>
                ),
              },
              { head: people.state, cell: ({ active }) => (active ? people.active : people.inactive) },
              { head: groups.since, cell: ({ since }) => <When at={since} /> },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
