import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay, useMe } from '../me.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { NewApiKey } from './new-api-key.tsx'

type ApiKey = AnswerOf<'GET /api/api-keys'>['items'][number]

/** Programs that act for one of the staff. */
export function ApiKeysPage() {
  const { shell, apiKeys: words } = useTexts()
  const may = useMay()
  const query = useInfiniteQuery(list('GET /api/api-keys', { query: {} }))
  const [revoked, setRevoked] = useState<ApiKey>()
  return (
    <Page
      title={shell.apiKeys}
      sub={
        <>
          {words.sub} <a href="/api/docs">{words.docs}</a>
        </>
      }
    >
      {may('api-keys.use') && <NewApiKey />}
      <Card flush title={shell.apiKeys}>
        <Listed query={query} empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}>
          {(items) => <ApiKeyTable items={items} onRevoke={setRevoked} />}
        </Listed>
      </Card>
      {revoked && <RevokeApiKey apiKey={revoked} onClose={() => setRevoked(undefined)} />}
    </Page>
  )
}

function ApiKeyTable({ items, onRevoke }: { items: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { shell, apiKeys: words, staff, account } = useTexts()
  const me = useMe()
  return (
    <Table
      label={shell.apiKeys}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.label,
          cell: ({ label, owner }) => (
            <>
              <bdi className="strong">{label}</bdi>
              <div className="second">{owner.id === me?.staff.id ? words.yours : owner.name}</div>
            </>
          ),
        },
        {
          head: words.scope,
          cell: ({ scope }) => (
            <details>
              <summary>{words.scopeCount(scope.length)}</summary>
              <ul className="second">
                {scope.map((permission) => (
                  <li key={permission}>{staff.permissions[permission]}</li>
                ))}
              </ul>
            </details>
          ),
        },
        { head: words.made, cell: ({ createdAt }) => <When at={createdAt} /> },
        {
          head: words.lastUsed,
          cell: ({ lastUsedAt }) =>
            lastUsedAt ? <When at={lastUsedAt} /> : <span className="quiet">{words.never}</span>,
        },
        {
          head: words.expires,
          cell: ({ expiresAt }) =>
            expiresAt ? <When at={expiresAt} /> : <span className="quiet">{words.noEnd}</span>,
        },
        {
          head: account.act,
          isAct: true,
          cell: (key) => (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              aria-label={words.revokeWhat(key.label)}
              onClick={() => onRevoke(key)}
            >
              {words.revoke}
            </Button>
          ),
        },
      ]}
    />
  )
}

function RevokeApiKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { apiKeys: words } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/api-keys/{apiKeyId}', { params: { apiKeyId: apiKey.id } }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries({ queryKey: ['GET /api/api-keys'] })
    },
  })
  return (
    <Confirm
      title={words.revokeWhat(apiKey.label)}
      act={words.revoke}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.revokeEffect}</p>
      <p className="second">
        {words.lastUsed} {apiKey.lastUsedAt ? <When at={apiKey.lastUsedAt} /> : words.never}
      </p>
    </Confirm>
  )
}
