import { useInfiniteQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'

type Kind = AnswerOf<'GET /api/setup/proposals'>['items'][number]['kind']

/** Said after a change that the site has to release. */
export function Waits() {
  const { settingUp } = useTexts()
  return (
    <Notice tone="flat" title={settingUp.waits}>
      {settingUp.waitsWhy}
    </Notice>
  )
}

/** How often one looks what became of it. */
const askAgainMs = 5_000

/** What waits for the site, and what became of it; nothing where nothing was proposed. */
export function Proposals({ kinds }: { kinds: readonly Kind[] }) {
  const { settingUp } = useTexts()
  const query = useInfiniteQuery({
    ...list('GET /api/setup/proposals', { query: {} }),
    refetchInterval: askAgainMs,
  })
  const items = query.data?.filter(({ kind }) => kinds.includes(kind)) ?? []
  if (items.length === 0) return null
  return (
    <Card title={settingUp.proposals} flush>
      <Table
        label={settingUp.proposals}
        items={items}
        keyOf={({ id }) => id}
        asLines
        columns={[
          {
            head: settingUp.proposed,
            cell: ({ kind, proposed }) => (
              <>
                <span className="strong">{settingUp.proposalKinds[kind]}</span> <code>{proposed}</code>
              </>
            ),
          },
          { head: settingUp.proposalState, cell: ({ state }) => settingUp.proposalStates[state] },
          { head: settingUp.proposedAt, cell: ({ madeAt }) => <When at={madeAt} /> },
        ]}
      />
    </Card>
  )
}
