import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'

type Person = AnswerOf<'GET /api/customers/{customerId}'>

interface Given {
  readonly name: string
  readonly address: string
  readonly proven: boolean
}

interface Props {
  /** Whom to change; somebody new without. */
  readonly person?: Person
  onClose(): void
  onDone(customerId: string): void
}

/** Adds a customer whom no directory manages, or changes one. */
export function CustomerForm({ person, onClose, onDone }: Props) {
  const { unmanaged, cancel } = useTexts()
  const client = useQueryClient()
  const isHeld = person?.addresses.some(({ standing }) => standing === 'held') ?? false
  const form = useSubmit({
    read: (data): Given => ({
      name: textOf(data, 'name'),
      address: textOf(data, 'address'),
      proven: data.has('proven'),
    }),
    act: (given, idempotencyKey) => (person ? change(person, given) : add(given, idempotencyKey)),
    onDone: async ({ id }) => {
      await client.invalidateQueries()
      onDone(id)
    },
  })
  return (
    <Dialog title={person ? unmanaged.changeWhat(person.name) : unmanaged.add} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p>{person ? unmanaged.changeWhy : unmanaged.addWhy}</p>
        <TextInput
          name="name"
          label={unmanaged.name}
          autoComplete="off"
          defaultValue={person?.name ?? ''}
          error={form.errorOf('name')}
        />
        <TextInput
          name="address"
          type="email"
          label={unmanaged.address}
          description={unmanaged.addressHint}
          autoComplete="off"
          defaultValue={person?.address ?? ''}
          error={form.errorOf('address')}
        />
        <Checkbox
          name="proven"
          label={unmanaged.proven}
          description={unmanaged.provenHint}
          defaultChecked={isHeld}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {person ? unmanaged.save : unmanaged.add}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function add({ name, address, proven }: Given, idempotencyKey: string) {
  const body = { name, ...(address === '' ? {} : { address, proven }) }
  return call('POST /api/customers', { body }, { idempotencyKey })
}

/** Somebody else may have changed the person meanwhile: then nothing is saved. */
function change(person: Person, { name, address, proven }: Given) {
  const body = { name, ...(address === '' ? { address: null } : { address, proven }) }
  const params = { customerId: person.id }
  return call('PATCH /api/customers/{customerId}', { params, body }, { basedOn: person })
}
