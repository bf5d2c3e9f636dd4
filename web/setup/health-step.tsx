import { useInfiniteQuery } from '@tanstack/react-query'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Listed } from '../ui/listed.tsx'
import { Notice } from '../ui/notice.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import type { Setup } from './setup-steps.tsx'

/** Whether the identity provider gets through, and what it was answered where it did not. */
export function HealthStep({ setup: { lastExchangeAt, lastDay, failing } }: { setup: Setup }) {
  const { settingUp } = useTexts()
  const query = useInfiniteQuery(list('GET /api/setup/errors', { query: {} }))
  return (
    <>
      {failing && (
        <Notice tone="bad" title={settingUp.failing}>
          {settingUp.failingWhy}
        </Notice>
      )}
      <Card title={settingUp.health}>
        <KeyValue
          rows={[
            [settingUp.lastCall, lastExchangeAt ? <When key="at" at={lastExchangeAt} /> : settingUp.noCall],
            [settingUp.callsToday, settingUp.calls(lastDay.exchanges, lastDay.refused + lastDay.failed)],
          ]}
        />
      </Card>
      <Card title={settingUp.errors} flush>
        <Listed
          query={query}
          empty={<EmptyState title={settingUp.errorsNone}>{settingUp.errorsNoneWhy}</EmptyState>}
        >
          {(items) => (
            <Table
              label={settingUp.errors}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                { head: settingUp.at, cell: ({ at }) => <When at={at} /> },
                {
                  head: settingUp.call,
                  cell: ({ method, path }) => (
                    <code>
                      {method} {path}
                    </code>
                  ),
                },
                {
                  head: settingUp.answer,
                  cell: ({ status, says }) => (
                    <>
                      <span className="strong">{status}</span>{' '}
                      <span lang="en">{says ?? settingUp.noWords}</span>
                    </>
                  ),
                },
              ]}
            />
          )}
        </Listed>
      </Card>
    </>
  )
}
