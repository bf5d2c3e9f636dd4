import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import c from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { AssertedGroups } from './asserted-groups.tsx'
import { DirectoryLayout } from './directory-layout.tsx'
import { Fed } from './fed.tsx'
import { GivenRole } from './given-role.tsx'
import { useLanguage, useTexts } from './language.ts'

type Group = AnswerOf<'GET /api/directories/{directoryId}/groups'>['items'][number]

/** The groups of a directory as its identity provider wrote them, and what each of them feeds. */
export function DirectoryGroupsPage() {
  const { directoryId } = useParams({ from: paths.directoryGroups })
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ name, audience }) => (
        <Groups directoryId={directoryId} name={name} isOfStaff={audience === 'staff'} />
      )}
    </DirectoryLayout>
  )
}

interface Props {
  readonly directoryId: string
  readonly name: string
  readonly isOfStaff: boolean
}

function Groups({ directoryId, name, isOfStaff }: Props) {
  const { groups, directory, employees } = useTexts()
  const { q } = useSearch({ from: paths.directoryGroups })
  const navigate = useNavigate()
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/groups', {
      params: { directoryId },
      query: q === undefined ? {} : { query: q },
    }),
    placeholderData: keepPreviousData,
  })
  const search = (text: string) => {
    const wanted = text.trim()
    void navigate({
      to: paths.directoryGroups,
      params: { directoryId },
      search: wanted === '' ? {} : { q: wanted },
      replace: true,
    })
  }
  return (
    <>
      <search className={c.filters}>
        <SearchField label={groups.search} hint={groups.searchHint} value={q} onSearch={search} />
        <Download
          file={`directories/${directoryId}/groups`}
          what={directory.tabs.directoryGroups}
          filters={{ query: q }}
        />
      </search>
      <Card flush>
        <Listed
          query={query}
          empty={
            q === undefined ? (
              <EmptyState title={groups.none(name)}>
                {isOfStaff ? employees.noGroupWhy : groups.noneWhy}
              </EmptyState>
            ) : (
              <EmptyState title={groups.notFound(q)}>{groups.notFoundWhy}</EmptyState>
            )
          }
        >
          {(items) => <GroupTable directoryId={directoryId} items={items} isOfStaff={isOfStaff} />}
        </Listed>
      </Card>
      {!isOfStaff && <AssertedGroups directoryId={directoryId} beginning={q} />}
    </>
  )
}

interface TableProps extends Pick<Props, 'directoryId' | 'isOfStaff'> {
  readonly items: readonly Group[]
}

function GroupTable({ directoryId, items, isOfStaff }: TableProps) {
  const { texts, language } = useLanguage()
  const { groups, directory, employees } = texts
  const number = new Intl.NumberFormat(language)
  return (
    <Table
      label={directory.tabs.directoryGroups}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          head: groups.group,
          cell: ({ id, name }) => (
            <Link className="strong" to={paths.directoryGroup} params={{ directoryId, groupId: id }}>
              <bdi>{name}</bdi>
            </Link>
          ),
        },
        { head: groups.members, isNumber: true, cell: ({ members }) => number.format(members) },
        ...(isOfStaff
          ? [
              {
                head: employees.rules.role,
                cell: (group: Group) => <GivenRole directoryId={directoryId} group={group} />,
              },
              {
                head: employees.rules.group,
                cell: ({ id, externalId }: Group) => <code>{externalId ?? id}</code>,
              },
            ]
          : [{ head: groups.feeds, cell: (group: Group) => <Fed group={group} /> }]),
        { head: groups.changed, cell: ({ updatedAt }) => <When at={updatedAt} /> },
      ]}
    />
  )
}
