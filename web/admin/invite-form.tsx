import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './admin.module.css'
import { useTexts } from './language.ts'
import { OrganizationField } from './organization-field.tsx'

type Outcome = AnswerOf<'POST /api/invitations'>

interface Props {
  /** What the form begins with. */
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly organization?: string | undefined
}

const addressesIn = (text: string) => text.split(/[\s,;]+/).filter((one) => one !== '')

/** Invites people by their addresses; whoever cannot be invited stands beneath, with the reason. */
export function InviteForm({ email = '', name = '', organization = '' }: Props) {
  const { inviting } = useTexts()
  const client = useQueryClient()
  const { data: sending } = useQuery(read('GET /api/mail-sending'))
  const [outcome, setOutcome] = useState<Outcome>()
  const [invited, setInvited] = useState(0)
  const form = useSubmit({
    read: (data) => {
      const addresses = addressesIn(textOf(data, 'addresses'))
      const given = { name: textOf(data, 'name'), words: textOf(data, 'words') }
      const organizationId = textOf(data, 'organizationId')
      const named = addresses.length === 1 && given.name !== '' ? { name: given.name } : {}
      return {
        people: addresses.map((address) => ({ address, ...named })),
        ...(organizationId !== '' && { organizationId }),
        ...(given.words !== '' && { words: given.words }),
      }
    },
    act: (body, idempotencyKey) => call('POST /api/invitations', { body }, { idempotencyKey }),
    onDone: (answer) => {
      setOutcome(answer)
      if (answer.refused.length === 0) {
        form.ref.current?.reset()
        setInvited((n) => n + 1)
      }
      return client.invalidateQueries({ queryKey: ['GET /api/invitations'] })
    },
  })
  const wrong = form.errorOf('people') ?? form.errorOf('people.0.address')
  return (
    <Card title={inviting.inviteTitle}>
      {sending?.server === null && <Notice tone="warn" title={inviting.noMail} />}
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <Textarea
          name="addresses"
          label={inviting.addresses}
          description={inviting.addressesHint}
          autosize
          minRows={2}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          defaultValue={email}
          error={wrong}
        />
        <div className={c.inviteMore}>
          <TextInput
            name="name"
            label={inviting.name}
            description={inviting.nameHint}
            autoComplete="off"
            defaultValue={name}
            error={form.errorOf('people.0.name')}
          />
          <OrganizationField
            // Empty again after an invitation.
            key={invited}
            begins={invited === 0 ? organization : ''}
            error={form.errorOf('organizationId')}
          />
        </div>
        <Textarea
          name="words"
          label={inviting.words}
          description={inviting.wordsHint}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1_000}
          error={form.errorOf('words')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div>
          <Button type="submit" loading={form.isPending}>
            {inviting.send}
          </Button>
        </div>
      </form>
      {outcome && <Result outcome={outcome} />}
    </Card>
  )
}

function Result({ outcome: { invited, refused } }: { outcome: Outcome }) {
  const { inviting, access } = useTexts()
  const sayWhy = ({ reason, by }: Outcome['refused'][number]) =>
    reason === 'leaver' || reason === 'bad-address' || reason === 'too-many-mails' || reason === 'invited'
      ? inviting.uninvited[reason]()
      : access.reasons[reason](by ?? '')
  return (
    <>
      {invited.length > 0 && <Notice tone="ok" title={inviting.invited(invited.length)} />}
      {refused.length > 0 && (
        <Notice tone="warn" title={inviting.refused(refused.length)}>
          <ul className="stack">
            {refused.map((one) => (
              <li key={one.address}>
                <Address value={one.address} size="sm" /> {sayWhy(one)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
