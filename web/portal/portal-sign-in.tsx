import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { GuestForm } from '../sign-in/guest-form.tsx'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { MailedCode } from './mailed-code.tsx'

type Way = AnswerOf<'POST /api/portal/sign-in'>

/** One box for an address, which leads to the right door. */
export function PortalSignIn() {
  const { portal } = useTexts()
  const client = useQueryClient()
  const [asked, setAsked] = useState<{ address: string; way: Way }>()
  if (asked?.way.directory) {
    const { address, way } = asked
    const onMail = (next: Way) => setAsked({ address, way: next })
    return (
      <ThroughDirectory directory={asked.way.directory} address={address} key={way.next} onMail={onMail} />
    )
  }
  if (asked) {
    const onIn = () => client.resetQueries({ queryKey: ['GET /api/portal/me'] })
    return <MailedCode address={asked.address} onIn={onIn} onOther={() => setAsked(undefined)} />
  }
  return <AddressBox onAsked={(address, way) => setAsked({ address, way })} title={portal.signIn} />
}

function AddressBox({ title, onAsked }: { title: string; onAsked: (address: string, way: Way) => void }) {
  const { portal } = useTexts()
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address') }),
    act: (body) => call('POST /api/portal/sign-in', { body }),
    onDone: (way, { address }) => onAsked(address, way),
  })
  return (
    <GuestShell title={title} lead={portal.signInLead}>
      <GuestForm form={form} act={portal.next}>
        <TextInput
          size="md"
          type="email"
          name="address"
          label={portal.address}
          placeholder={portal.addressHint}
          autoComplete="email"
          error={form.errorOf('address')}
        />
      </GuestForm>
      <p className="quiet">
        {portal.staff} <Link to={paths.signIn}>{portal.staffLink}</Link>
      </p>
    </GuestShell>
  )
}

interface DirectoryProps {
  readonly directory: NonNullable<Way['directory']>
  readonly address: string
  readonly onMail: (way: Way) => void
}

function ThroughDirectory({ directory: { name, path, required }, address, onMail }: DirectoryProps) {
  const { portal } = useTexts()
  const form = useSubmit({
    read: () => ({ address, by: 'mail' as const }),
    act: (body) => call('POST /api/portal/sign-in', { body }),
    onDone: onMail,
  })
  return (
    <GuestShell title={portal.directoryTitle(name)} lead={portal.directoryLead}>
      <Button component="a" href={path} size="md" fullWidth>
        {portal.toDirectory(name)}
      </Button>
      {!required && (
        <GuestForm form={form} act={portal.byMail} isSecond>
          {null}
        </GuestForm>
      )}
    </GuestShell>
  )
}
