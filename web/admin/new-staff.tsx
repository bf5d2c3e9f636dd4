import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { brand } from '../brand.ts'
import { type Language, offered as offeredLanguages } from '../language.tsx'
import { useMay } from '../me.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'
import { LinkByMail, LinkMailed } from './link-by-mail.tsx'

type Made = AnswerOf<'POST /api/staff'>
type Role = AnswerOf<'GET /api/me'>['staff']['role']

const offeredRoles: readonly Role[] = ['agent', 'admin', 'auditor', 'member', 'owner']

/** Adds a person; the link with which they choose a password goes to them by mail, or is handed over by whoever adds them. */
export function NewStaff() {
  const { staff, fields, roles, account } = useTexts()
  const may = useMay()
  const client = useQueryClient()
  const [made, setMade] = useState<Made>()
  const form = useSubmit({
    read: (data) => ({
      name: textOf(data, 'name'),
      address: textOf(data, 'address'),
      role: textOf(data, 'role') as Role,
      byMail: data.has('byMail'),
      ...(data.has('language') ? { language: textOf(data, 'language') as Language } : {}),
    }),
    act: (body, idempotencyKey) => call('POST /api/staff', { body }, { idempotencyKey }),
    onDone: (answer) => {
      setMade(answer)
      form.ref.current?.reset()
      return client.invalidateQueries({ queryKey: ['GET /api/staff'] })
    },
  })
  const languages = offeredLanguages()
  const choices = offeredRoles.filter((role) => role !== 'owner' || may('owners.change'))
  return (
    <Card title={staff.add}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <div className={layout.inline}>
          <TextInput name="name" label={staff.name} autoComplete="off" error={form.errorOf('name')} />
          <TextInput
            name="address"
            type="email"
            label={fields.address}
            autoComplete="off"
            error={form.errorOf('address')}
          />
          <NativeSelect
            name="role"
            label={staff.role}
            data={choices.map((role) => ({ value: role, label: roles[role] }))}
            error={form.errorOf('role')}
          />
          {languages.length > 1 && (
            <NativeSelect
              name="language"
              label={staff.mailLanguage}
              defaultValue={brand().language}
              data={languages.map((language) => ({ value: language, label: account.languages[language] }))}
              error={form.errorOf('language')}
            />
          )}
        </div>
        <LinkByMail />
        <div className={layout.formFoot}>
          <Button type="submit" size="sm" loading={form.isPending}>
            {staff.addAct}
          </Button>
        </div>
      </form>
      {form.otherError && <CallError error={form.otherError} />}
      {made?.link && (
        <CopyField label={staff.link} value={made.link.url} note={staff.linkOnce(made.staff.name)} />
      )}
      {made?.mailId && <LinkMailed address={made.staff.address} mailId={made.mailId} />}
    </Card>
  )
}
