import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useIsFetching, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'
import { useMailInTexts } from './mail-in-texts.ts'

const portalsAsked = 'GET /api/portals'
const typesAsked = 'GET /api/portals/{portalId}/request-types'

type Mailbox = AnswerOf<'GET /api/mailboxes/{mailboxId}'>

interface Props {
  /** Undefined: it is a new one. */
  readonly mailbox: Mailbox | undefined
  onClose(): void
}

/** Adds a mailbox, or changes one. */
export function MailboxForm({ mailbox, onClose }: Props) {
  const { cancel } = useTexts()
  const words = useMailInTexts()
  const client = useQueryClient()
  const params = { mailboxId: mailbox?.id ?? '' }
  const { data } = useQuery({
    ...read('GET /api/mailboxes/{mailboxId}', { params }),
    enabled: mailbox !== undefined,
  })
  // Whoever is faster than the lists would send a form without a choice.
  const isLoading =
    useIsFetching({
      predicate: ({ queryKey: [asked], state }) =>
        (asked === portalsAsked || asked === typesAsked) && state.data === undefined,
    }) > 0
  // As it was when it was opened: whoever changed it meanwhile was faster.
  const basedOn = useRef<Mailbox>(undefined)
  useEffect(() => {
    basedOn.current ??= data
  }, [data])
  const form = useSubmit({
    read: (data) => ({
      address: textOf(data, 'address'),
      requestTypeId: textOf(data, 'requestTypeId'),
      isActive: data.get('isActive') !== null,
    }),
    act: (body, idempotencyKey): Promise<Mailbox> =>
      mailbox
        ? call(
            'PATCH /api/mailboxes/{mailboxId}',
            { params, body },
            basedOn.current ? { basedOn: basedOn.current } : {},
          )
        : call('POST /api/mailboxes', { body }, { idempotencyKey }),
    onDone: async () => {
      await client.invalidateQueries({ queryKey: ['GET /api/mailboxes'] })
      onClose()
    },
  })
  return (
    <Dialog title={mailbox ? words.editWhat(mailbox.address) : words.add} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        {!mailbox && <p>{words.addWhy}</p>}
        <TextInput
          name="address"
          type="email"
          label={words.address}
          description={words.addressHint}
          autoComplete="off"
          maxLength={320}
          defaultValue={mailbox?.address}
          error={form.errorOf('address') && words.errors.address}
        />
        <WhatItOpens mailbox={mailbox} error={form.errorOf('requestTypeId') && words.errors.requestTypeId} />
        <Checkbox
          name="isActive"
          label={words.on}
          description={words.offHint}
          defaultChecked={mailbox?.isActive ?? true}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending} disabled={isLoading}>
            {mailbox ? words.save : words.add}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** A portal, and what can be asked for there. */
function WhatItOpens({ mailbox, error }: { mailbox: Mailbox | undefined; error: string | undefined }) {
  const words = useMailInTexts()
  const portals = useQuery(read(portalsAsked))
  const offered = portals.data?.items.filter(({ archivedAt }) => archivedAt === null) ?? []
  const [chosen, setChosen] = useState(mailbox?.portal.id)
  const portalId = offered.some(({ id }) => id === chosen) ? chosen : offered[0]?.id
  return (
    <>
      <NativeSelect
        label={words.portal}
        value={portalId ?? ''}
        data={offered.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {portalId === undefined ? (
        <NativeSelect
          name="requestTypeId"
          label={words.requestType}
          data={[words.chooseFirst]}
          error={error}
          disabled
        />
      ) : (
        <RequestTypes key={portalId} portalId={portalId} begins={mailbox?.requestType.id} error={error} />
      )}
    </>
  )
}

interface TypesProps {
  readonly portalId: string
  readonly begins: string | undefined
  readonly error: string | undefined
}

function RequestTypes({ portalId, begins, error }: TypesProps) {
  const words = useMailInTexts()
  const types = useQuery(read(typesAsked, { params: { portalId } }))
  const offered = types.data?.items.filter(({ archivedAt }) => archivedAt === null) ?? []
  return (
    <NativeSelect
      // What is chosen is known once they are.
      key={types.data ? 'known' : 'asked'}
      name="requestTypeId"
      label={words.requestType}
      data={offered.map(({ id, name }) => ({ value: id, label: name }))}
      defaultValue={offered.some(({ id }) => id === begins) ? begins : offered[0]?.id}
      error={error}
    />
  )
}
