import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isForPrograms, type ProgramPermission } from '../../src/model/permissions.ts'
import { type AnswerOf, call } from '../api-client.ts'
import { useMe } from '../me.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './account.module.css'
import { useTexts } from './language.ts'

const dayMs = 24 * 60 * 60 * 1000
const lives = ['30', '90', '365', 'never'] as const

/** Makes a key for a program: what it is called, what it may do, how long. It is shown once. */
export function NewApiKey() {
  const { apiKeys: words, staff } = useTexts()
  const me = useMe()
  const client = useQueryClient()
  const [made, setMade] = useState<AnswerOf<'POST /api/api-keys'>>()
  const form = useSubmit({
    read: (data) => ({
      label: textOf(data, 'label'),
      scope: data.getAll('scope') as ProgramPermission[],
      expiresAt: endOf(textOf(data, 'life')),
    }),
    act: (body, idempotencyKey) => call('POST /api/api-keys', { body }, { idempotencyKey }),
    onDone: (answer) => {
      setMade(answer)
      form.ref.current?.reset()
      return client.invalidateQueries({ queryKey: ['GET /api/api-keys'] })
    },
  })
  const scopeError = form.errorOf('scope')
  return (
    <Card title={words.add}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <div className={layout.inline}>
          <TextInput
            name="label"
            label={words.label}
            description={words.labelHint}
            autoComplete="off"
            error={form.errorOf('label')}
          />
          <NativeSelect
            name="life"
            label={words.expires}
            description={words.expiresHint}
            defaultValue="90"
            data={lives.map((value) => ({ value, label: words.lives[value] }))}
            error={form.errorOf('expiresAt')}
          />
        </div>
        <fieldset className={c.scope} aria-invalid={scopeError !== undefined}>
          <legend>{words.scope}</legend>
          <p className="second">{words.scopeHint}</p>
          <div className={c.scopes}>
            {me?.permissions.filter(isForPrograms).map((permission) => (
              <Checkbox
                key={permission}
                name="scope"
                value={permission}
                label={staff.permissions[permission]}
                description={permission}
              />
            ))}
          </div>
          {scopeError && <p className="bad">{scopeError}</p>}
        </fieldset>
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {words.addAct}
          </Button>
        </div>
      </form>
      {made && <CopyField label={made.apiKey.label} value={made.secret} note={words.once} />}
    </Card>
  )
}

/** The whole day on which a key ends, so that the same choice twice is the same act. */
function endOf(life: string): string | null {
  if (life === 'never' || life === '') return null
  const day = Math.ceil((Date.now() + Number(life) * dayMs) / dayMs) * dayMs
  return new Date(day).toISOString()
}
