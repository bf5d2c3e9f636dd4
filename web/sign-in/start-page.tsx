import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Loaded } from '../ui/loaded.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { GuestForm } from './guest-form.tsx'
import { GuestShell } from './guest-shell.tsx'
import { isGone, LinkGone } from './link-gone.tsx'
import { useSignedIn } from './use-signed-in.ts'

/** The owner's first minute: name your site, name yourself, choose a password. */
export function StartPage() {
  const { start } = useTexts()
  const { link } = useParams({ from: paths.start })
  const query = useQuery(read('GET /api/start/{link}', { params: { link } }))
  if (isGone(query.error)) return <LinkGone next={start.gone} />
  return (
    <GuestShell title={start.title} lead={start.lead}>
      <Loaded query={query}>{({ siteName }) => <StartForm link={link} siteName={siteName} />}</Loaded>
    </GuestShell>
  )
}

function StartForm({ link, siteName }: { link: string; siteName: string | null }) {
  const { start, fields } = useTexts()
  const form = useSubmit({
    read: (data) => ({
      siteName: textOf(data, 'siteName'),
      name: textOf(data, 'name'),
      address: textOf(data, 'address'),
      password: String(data.get('password') ?? ''),
    }),
    act: (body) => call('POST /api/start/{link}', { params: { link }, body }),
    onDone: useSignedIn(),
  })
  return (
    <GuestForm form={form} act={start.act}>
      <TextInput
        size="md"
        name="siteName"
        label={start.siteName}
        description={start.siteNameHint}
        defaultValue={siteName ?? ''}
        autoComplete="organization"
        error={form.errorOf('siteName')}
      />
      <TextInput
        size="md"
        name="name"
        label={start.yourName}
        autoComplete="name"
        error={form.errorOf('name')}
      />
      <TextInput
        size="md"
        type="email"
        name="address"
        label={start.yourAddress}
        autoComplete="username"
        error={form.errorOf('address')}
      />
      <PasswordField
        size="md"
        name="password"
        label={fields.newPassword}
        hint={fields.newPasswordHint}
        autoComplete="new-password"
        error={form.errorOf('password')}
      />
    </GuestForm>
  )
}
