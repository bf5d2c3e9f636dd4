import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'
import { usePortalTexts } from './portal-texts.ts'

/** As the server has it. */
const keyPattern = /^[A-Z][A-Z0-9]{1,9}$/

/** A key that a name suggests: its first letters, as people abbreviate. */
const keyFrom = (name: string) =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '')
    .slice(0, 3)

/** Adds a portal; whom it is for, and what it asks, is said on its page. */
export function AddPortal({ onClose, onDone }: { onClose(): void; onDone(portalId: string): void }) {
  const { cancel } = useTexts()
  const words = usePortalTexts()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [typedKey, setTypedKey] = useState<string>()
  const key = typedKey ?? keyFrom(name)
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name'), key: textOf(data, 'key') }),
    act: (body, idempotencyKey) => call('POST /api/portals', { body }, { idempotencyKey }),
    onDone: async ({ id }) => {
      await client.invalidateQueries()
      onDone(id)
    },
  })
  return (
    <Dialog title={words.add} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <p>{words.addWhy}</p>
        <TextInput
          name="name"
          label={words.name}
          autoComplete="off"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={form.errorOf('name')}
        />
        <TextInput
          name="key"
          label={words.key}
          description={words.keyHint(keyPattern.test(key) ? key : 'SUP')}
          autoComplete="off"
          maxLength={10}
          value={key}
          onChange={(event) => setTypedKey(event.currentTarget.value.toUpperCase())}
          error={form.errorOf('key') && words.keyErrors[keyPattern.test(key) ? 'taken' : 'form']}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {words.add}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
