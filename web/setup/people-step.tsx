import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import type { Setup } from './setup-steps.tsx'

/** How many are ready and how many wait for the site, and the groups that have arrived. */
export function PeopleStep({ setup }: { setup: Setup }) {
  const { settingUp } = useTexts()
  const query = useInfiniteQuery(list('GET /api/setup/groups', { query: {} }))
  return (
    <>
      <Card title={settingUp.stepNames.people}>
        <Counted setup={setup} />
      </Card>
      <Card title={settingUp.groups} flush>
        <Listed
          query={query}
          empty={<EmptyState title={settingUp.groupsNone}>{settingUp.groupsNoneWhy}</EmptyState>}
        >
          {(items) => (
            <Table
              label={settingUp.groups}
              items={items.map((group, n) => ({ ...group, n }))}
              keyOf={({ n }) => String(n)}
              columns={[
                { head: settingUp.group, cell: ({ name }) => <span className="strong">{name}</span> },
                { head: settingUp.members, cell: ({ members }) => members },
              ]}
            />
          )}
        </Listed>
      </Card>
    </>
  )
}

function Counted({ setup: { state, preview } }: { setup: Setup }) {
  const { settingUp } = useTexts()
  const client = useQueryClient()
  const count = useMutation({
    mutationFn: () => call('POST /api/setup/preview'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['GET /api/setup'] }),
  })
  return (
    <>
      {preview ? (
        <KeyValue
          rows={[
            [settingUp.ready, settingUp.readyPeople(preview.ready)],
            [
              settingUp.waiting,
              <span key="waiting">
                {settingUp.readyPeople(preview.waiting)}
                {preview.waiting > 0 && <div className="small quiet">{settingUp.waitingWhy}</div>}
              </span>,
            ],
            ...(preview.countedAt
              ? [[settingUp.counted, <When key="at" at={preview.countedAt} />] as const]
              : []),
          ]}
        />
      ) : (
        <p className="second">{settingUp.notCounted}</p>
      )}
      {count.error && <CallError error={count.error} />}
      {state !== 'live' && (
        <div>
          <Button variant="default" loading={count.isPending} onClick={() => count.mutate()}>
            {settingUp.count}
          </Button>
        </div>
      )}
    </>
  )
}
