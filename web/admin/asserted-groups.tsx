import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Fed } from './fed.tsx'
import { useLanguage } from './language.ts'

/** The server counts no more people of a group. */
const countedMax = 1_000

/** The groups that only sign-ins name, where there are any, and what each of them feeds. */
export function AssertedGroups({
  directoryId,
  beginning,
}: {
  directoryId: string
  beginning: string | undefined
}) {
  const { texts, language } = useLanguage()
  const { groups } = texts
  const number = new Intl.NumberFormat(language)
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/asserted-groups', {
      params: { directoryId },
      query: beginning === undefined ? {} : { query: beginning },
    }),
    placeholderData: keepPreviousData,
  })
  if (!query.error && (query.data ?? []).length === 0) return null
  return (
    <Card title={groups.asserted} flush>
      <div className={layout.body}>
        <p className="second">{groups.assertedWhy}</p>
      </div>
      <Listed query={query} empty={null}>
        {(items) => (
          <Table
            label={groups.asserted}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { head: groups.group, cell: ({ name }) => <bdi className="strong">{name}</bdi> },
              {
                head: groups.people,
                isNumber: true,
                cell: ({ people }) =>
                  people < countedMax ? number.format(people) : groups.orMore(number.format(countedMax)),
              },
              { head: groups.feeds, cell: (group) => <Fed group={group} /> },
              { head: groups.firstNamed, cell: ({ createdAt }) => <When at={createdAt} /> },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}
