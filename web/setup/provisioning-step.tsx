import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { providerOf } from '../admin/providers.ts'
import { type AnswerOf, call } from '../api-client.ts'
import { list } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { Arrived } from './arrived.tsx'
import { Guide } from './guide.tsx'
import { Proposals, Waits } from './proposals.tsx'
import type { Setup } from './setup-steps.tsx'

type Token = AnswerOf<'GET /api/setup/tokens'>['items'][number]

/** What to paste at the identity provider, whether it calls, and its tokens. */
export function ProvisioningStep({ setup }: { setup: Setup }) {
  const { settingUp } = useTexts()
  const provider = providerOf(setup.preset)
  return (
    <>
      <Card title={settingUp.paste(provider.title)}>
        {provider.where && <p className="second">{provider.where.join(' → ')}</p>}
        <CopyField label={provider.url} value={`${setup.scimBaseUrl}${provider.suffix ?? ''}`} />
        <NewToken label={provider.token} setup={setup} />
      </Card>
      <Guide
        isForTheirIt
        preset={setup.preset}
        sections={['Paste the two values', 'Map the attributes', 'Users first, groups after']}
      />
      <Arrived setup={setup} />
      <Tokens />
      <Proposals kinds={['token']} />
    </>
  )
}

function NewToken({ label, setup }: { label: string; setup: Setup }) {
  const { settingUp } = useTexts()
  const client = useQueryClient()
  const proposals = useInfiniteQuery(list('GET /api/setup/proposals', { query: {} }))
  const isReleased = proposals.data?.some(({ kind, state }) => kind === 'token' && state === 'released')
  const make = useMutation({
    mutationFn: () => call('POST /api/setup/tokens', { body: { label: settingUp.tokenLabel } }),
    onSuccess: () =>
      Promise.all(
        ['GET /api/setup/tokens', 'GET /api/setup/proposals'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  })
  if (make.data?.token) return <CopyField label={label} value={make.data.token} note={settingUp.tokenOnce} />
  const act = isReleased ? settingUp.makeReleased : settingUp.askToken
  return (
    <div className="stack">
      <strong>{label}</strong>
      <p className="second">{setup.liveSince ? settingUp.tokenByThem : settingUp.tokenWhy}</p>
      {make.error && <CallError error={make.error} />}
      {make.data?.waits && <Waits />}
      <div>
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          {setup.liveSince ? act : settingUp.makeToken}
        </Button>
      </div>
    </div>
  )
}

function Tokens() {
  const { tokens, settingUp } = useTexts()
  const query = useInfiniteQuery(list('GET /api/setup/tokens', { query: {} }))
  const [ending, setEnding] = useState<Token>()
  return (
    <Card title={settingUp.tokens} flush>
      <Listed query={query} empty={<EmptyState title={tokens.none}>{tokens.noneWhy}</EmptyState>}>
        {(items) => (
          <Table
            label={settingUp.tokens}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { head: tokens.label, cell: ({ label }) => <span className="strong">{label}</span> },
              { head: tokens.state, cell: ({ state }) => tokens.states[state] },
              { head: tokens.made, cell: ({ createdAt }) => <When at={createdAt} /> },
              {
                head: tokens.used,
                cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : tokens.never),
              },
              {
                head: tokens.act,
                isAct: true,
                cell: (token) =>
                  token.state === 'live' && (
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-xs"
                      aria-label={tokens.endWhat(token.label)}
                      onClick={() => setEnding(token)}
                    >
                      {tokens.end}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Listed>
      {ending && <EndToken token={ending} onClose={() => setEnding(undefined)} />}
    </Card>
  )
}

function EndToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const { tokens } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/setup/tokens/{tokenId}', { params: { tokenId: token.id } }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries({ queryKey: ['GET /api/setup/tokens'] })
    },
  })
  return (
    <Confirm
      title={tokens.endWhat(token.label)}
      act={tokens.end}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{tokens.endEffect}</p>
    </Confirm>
  )
}
