import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { list, read } from '../queries.ts'
import { useTexts } from '../set-up-texts.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts as useStaffTexts } from './language.ts'

type SetupLink = AnswerOf<'GET /api/directories/{directoryId}/setup-links'>['items'][number]

const stale = { queryKey: ['GET /api/directories/{directoryId}/setup-links'] }

/** The set-up page is sent to a customer's own IT, and taken back. */
export function SetupLinks({ directoryId }: { directoryId: string }) {
  const { settingUp } = useTexts()
  const mayChange = useMay()('directories.change')
  const given = { params: { directoryId }, query: {} }
  const query = useInfiniteQuery(list('GET /api/directories/{directoryId}/setup-links', given))
  const [ending, setEnding] = useState<SetupLink>()
  return (
    <>
      {mayChange && <SendSetup directoryId={directoryId} />}
      <Card title={settingUp.links} flush>
        <Listed
          query={query}
          empty={<EmptyState title={settingUp.linksNone}>{settingUp.linksNoneWhy}</EmptyState>}
        >
          {(items) => <LinkTable items={items} onEnd={mayChange ? setEnding : undefined} />}
        </Listed>
      </Card>
      {ending && <Withdraw directoryId={directoryId} link={ending} onClose={() => setEnding(undefined)} />}
    </>
  )
}

function SendSetup({ directoryId }: { directoryId: string }) {
  const { settingUp } = useTexts()
  const { directory, fields } = useStaffTexts()
  const client = useQueryClient()
  const { data: sending } = useQuery(read('GET /api/mail-sending'))
  const [sent, setSent] = useState<string>()
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name'), address: textOf(data, 'address') }),
    act: (body, idempotencyKey) =>
      call(
        'POST /api/directories/{directoryId}/setup-links',
        { params: { directoryId }, body },
        { idempotencyKey },
      ),
    onDone: ({ address }) => {
      setSent(address)
      form.ref.current?.reset()
      return client.invalidateQueries(stale)
    },
  })
  return (
    <Card title={settingUp.sendTitle}>
      <p className="second">{settingUp.sendWhy}</p>
      {sending?.server === null && <Notice tone="warn" title={settingUp.noMail} />}
      <form className={layout.inline} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput name="name" label={settingUp.name} autoComplete="off" error={form.errorOf('name')} />
        <TextInput
          type="email"
          name="address"
          label={fields.address}
          autoComplete="off"
          error={form.errorOf('address', { conflict: directory.setupSentAlready })}
        />
        <Button type="submit" size="sm" loading={form.isPending}>
          {settingUp.send}
        </Button>
      </form>
      {form.otherError && <CallError error={form.otherError} />}
      {sent && <Notice tone="ok" title={settingUp.sentTo(sent)} />}
    </Card>
  )
}

interface TableProps {
  readonly items: readonly SetupLink[]
  readonly onEnd: ((link: SetupLink) => void) | undefined
}

function LinkTable({ items, onEnd }: TableProps) {
  const { settingUp, tokens } = useTexts()
  return (
    <Table
      label={settingUp.links}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          head: settingUp.person,
          cell: ({ name, address }) => (
            <>
              <span className="strong">{name}</span>
              <div>
                <Address value={address} size="inline" />
              </div>
            </>
          ),
        },
        { head: settingUp.state, cell: ({ state }) => settingUp.linkStates[state] },
        {
          head: settingUp.lastSeen,
          cell: ({ lastSeenAt }) =>
            lastSeenAt ? <When at={lastSeenAt} /> : <span className="quiet">{tokens.never}</span>,
        },
        {
          head: settingUp.act,
          isAct: true,
          cell: (link) =>
            onEnd &&
            (link.state === 'sent' || link.state === 'open') && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-label={settingUp.withdrawWhat(link.name)}
                onClick={() => onEnd(link)}
              >
                {settingUp.withdraw}
              </Button>
            ),
        },
      ]}
    />
  )
}

function Withdraw({
  directoryId,
  link,
  onClose,
}: {
  directoryId: string
  link: SetupLink
  onClose: () => void
}) {
  const { settingUp } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('DELETE /api/directories/{directoryId}/setup-links/{linkId}', {
        params: { directoryId, linkId: link.id },
      }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries(stale)
    },
  })
  return (
    <Confirm
      title={settingUp.withdrawWhat(link.name)}
      act={settingUp.withdraw}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{settingUp.withdrawEffect}</p>
    </Confirm>
  )
}
