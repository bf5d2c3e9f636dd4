import { Button, NativeSelect } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import c from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import own from './admin.module.css'
import { type InvitationState, invitationStates } from './invitation-filter.ts'
import { InviteForm } from './invite-form.tsx'
import { useTexts } from './language.ts'

type Invitation = AnswerOf<'GET /api/invitations'>['items'][number]

const stale = { queryKey: ['GET /api/invitations'] }

/** Who is invited, what became of it, and inviting somebody. */
export function InvitationsPage() {
  const { shell, inviting } = useTexts()
  const mayChange = useMay()('customers.change')
  const { q, became: state, email, name, organization } = useSearch({ from: paths.invitations })
  const navigate = useNavigate()
  const client = useQueryClient()
  const query = useInfiniteQuery({
    ...list('GET /api/invitations', {
      query: { ...(q !== undefined && { address: q }), ...(state && { state }) },
    }),
    placeholderData: keepPreviousData,
  })
  const again = useMutation({
    mutationFn: ({ id }: Invitation) =>
      call('POST /api/invitations/{invitationId}/send', { params: { invitationId: id } }),
    onSuccess: () => client.invalidateQueries(stale),
  })
  const [ending, setEnding] = useState<Invitation>()
  const look = (wanted: { q: string; state: InvitationState | undefined }) => {
    const text = wanted.q.trim()
    void navigate({
      to: paths.invitations,
      search: { ...(text !== '' && { q: text }), ...(wanted.state && { became: wanted.state }) },
      replace: true,
    })
  }
  return (
    <Page title={inviting.title} sub={inviting.sub} crumb={<Link to={paths.people}>{shell.people}</Link>}>
      {mayChange && <InviteForm key={email} email={email} name={name} organization={organization} />}
      <search className={c.filters}>
        <SearchField
          label={inviting.search}
          hint={inviting.searchHint}
          value={q}
          onSearch={(text) => look({ q: text, state })}
        />
        <NativeSelect
          size="xs"
          aria-label={inviting.state}
          value={state ?? ''}
          data={[
            { value: '', label: inviting.anyState },
            ...invitationStates.map((one) => ({ value: one, label: inviting.states[one] })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            look({ q: q ?? '', state: invitationStates.find((one) => one === value) })
          }
        />
      </search>
      {again.isSuccess && <Notice tone="ok" title={inviting.sentAgain(again.data.address)} />}
      {again.error && <CallError error={again.error} />}
      <Card flush>
        <Listed
          query={query}
          empty={
            q !== undefined ? (
              <EmptyState title={inviting.nobody(q)}>{inviting.nobodyWhy}</EmptyState>
            ) : state ? (
              <EmptyState title={inviting.noneInState(inviting.states[state])}>
                {inviting.nobodyWhy}
              </EmptyState>
            ) : (
              <EmptyState title={inviting.none}>{inviting.noneWhy}</EmptyState>
            )
          }
        >
          {(items) => (
            <Invitations
              items={items}
              mayChange={mayChange}
              isSending={again.isPending}
              onAgain={again.mutate}
              onEnd={setEnding}
            />
          )}
        </Listed>
      </Card>
      {ending && <TakeBack invitation={ending} onClose={() => setEnding(undefined)} />}
    </Page>
  )
}

interface TableProps {
  readonly items: readonly Invitation[]
  readonly mayChange: boolean
  readonly isSending: boolean
  readonly onAgain: (invitation: Invitation) => void
  readonly onEnd: (invitation: Invitation) => void
}

function Invitations({ items, mayChange, isSending, onAgain, onEnd }: TableProps) {
  const { inviting } = useTexts()
  return (
    <Table
      label={inviting.title}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: inviting.person,
          cell: ({ address, name, organization }) => (
            <>
              <Address value={address} size="inline" />
              <div className="small quiet">
                <bdi>{[name, organization?.name].filter(Boolean).join(' · ')}</bdi>
              </div>
            </>
          ),
        },
        {
          head: inviting.state,
          cell: ({ state, mail, acceptedAt, revokedAt }) => (
            <>
              {inviting.states[state]}
              {(acceptedAt ?? revokedAt) && (
                <div className="small quiet">
                  <When at={acceptedAt ?? revokedAt ?? ''} />
                </div>
              )}
              {state === 'sent' && mail !== null && <div className="small quiet">{inviting.mails[mail]}</div>}
            </>
          ),
        },
        {
          head: inviting.until,
          cell: ({ state, expiresAt }) =>
            state === 'sent' || state === 'expired' ? (
              <When at={expiresAt} />
            ) : (
              <span className="quiet">{inviting.noEnd}</span>
            ),
        },
        { head: inviting.by, cell: ({ madeBy }) => madeBy ?? inviting.byCommand },
        {
          head: inviting.act,
          isAct: true,
          cell: (one) => (
            <Acts one={one} mayChange={mayChange} isSending={isSending} onAgain={onAgain} onEnd={onEnd} />
          ),
        },
      ]}
    />
  )
}

function Acts({
  one,
  mayChange,
  isSending,
  onAgain,
  onEnd,
}: Omit<TableProps, 'items'> & { readonly one: Invitation }) {
  const { inviting } = useTexts()
  const { state, address, customerId } = one
  if (customerId !== null) {
    return (
      <Link to={paths.person} params={{ customerId }} aria-label={`${inviting.show}: ${address}`}>
        {inviting.show}
      </Link>
    )
  }
  if (!mayChange || state === 'revoked') return null
  return (
    <span className={own.acts}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        aria-label={`${inviting.again}: ${address}`}
        loading={isSending}
        onClick={() => onAgain(one)}
      >
        {inviting.again}
      </Button>
      {state === 'sent' && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={`${inviting.revoke}: ${address}`}
          onClick={() => onEnd(one)}
        >
          {inviting.revoke}
        </Button>
      )}
    </span>
  )
}

function TakeBack({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { inviting } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/invitations/{invitationId}', { params: { invitationId: invitation.id } }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries(stale)
    },
  })
  return (
    <Confirm
      title={inviting.revokeWhat(invitation.address)}
      act={inviting.revoke}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{inviting.revokeEffect}</p>
    </Confirm>
  )
}
