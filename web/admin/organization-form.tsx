import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { EarlierRequests, earlierRequests } from './earlier-requests.tsx'
import { useTexts } from './language.ts'

type Organization = AnswerOf<'GET /api/organizations/{organizationId}'>

interface Props {
  /** What to change; a new one without. */
  readonly organization?: Organization
  onClose(): void
  onDone(organizationId: string): void
}

/** Makes an organization by hand, or changes one. */
export function OrganizationForm({ organization, onClose, onDone }: Props) {
  const { byHand, cancel } = useTexts()
  const client = useQueryClient()
  const [shows, setShows] = useState(organization?.showsEarlier ?? false)
  const opensUp = organization !== undefined && shows && !organization.showsEarlier
  /** Shown below before it can be saved. */
  const effect = useQuery({ ...earlierRequests(organization?.id ?? ''), enabled: opensUp })
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name'), showsEarlier: data.has('showsEarlier') }),
    act: (body, idempotencyKey) =>
      organization
        ? call(
            'PATCH /api/organizations/{organizationId}',
            { params: { organizationId: organization.id }, body: { ...body, confirmEarlier: opensUp } },
            { basedOn: organization },
          )
        : call('POST /api/organizations', { body }, { idempotencyKey }),
    onDone: async ({ id }) => {
      await client.invalidateQueries()
      onDone(id)
    },
  })
  // Its group may have named it, which only the server knows.
  const mayBeNamed = organization?.sources.some(({ kind }) => kind === 'group') ?? false
  return (
    <Dialog title={organization ? byHand.changeWhat(organization.name) : byHand.add} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        {!organization && <p>{byHand.addWhy}</p>}
        <TextInput
          name="name"
          label={byHand.name}
          autoComplete="off"
          defaultValue={organization?.name ?? ''}
          error={form.errorOf('name', mayBeNamed ? { conflict: byHand.nameInTheWay } : {})}
        />
        <Checkbox
          name="showsEarlier"
          label={byHand.showsEarlier}
          description={byHand.showsEarlierHint}
          checked={shows}
          onChange={(event) => setShows(event.currentTarget.checked)}
        />
        {opensUp && <EarlierRequests organizationId={organization.id} />}
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending} disabled={opensUp && !effect.data}>
            {organization ? byHand.save : byHand.add}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
