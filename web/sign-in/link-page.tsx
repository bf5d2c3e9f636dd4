import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { Rich } from '../ui/rich.tsx'
import { useSubmit } from '../ui/submit.ts'
import { GuestForm } from './guest-form.tsx'
import { GuestShell } from './guest-shell.tsx'
import { isGone, LinkGone } from './link-gone.tsx'
import { useSignedIn } from './use-signed-in.ts'

/** Choosing a password by the link of an invitation or a reset. */
export function LinkPage() {
  const { link: words } = useTexts()
  const { link } = useParams({ from: paths.link })
  const query = useQuery(read('GET /api/links/{link}', { params: { link } }))
  if (isGone(query.error)) return <LinkGone next={words.askAgain} />
  const { data } = query
  const lead = data && (
    <Rich
      text={data.kind === 'invite' ? words.invited(data.siteName) : words.reset(data.siteName)}
      parts={{ name: data.name, address: <Address value={data.address} size="inline" /> }}
    />
  )
  return (
    <GuestShell title={words.title} lead={lead}>
      <Loaded query={query}>{({ address }) => <PasswordForm link={link} address={address} />}</Loaded>
    </GuestShell>
  )
}

function PasswordForm({ link, address }: { link: string; address: string }) {
  const { link: words, fields } = useTexts()
  const form = useSubmit({
    read: (data) => ({ password: String(data.get('password') ?? '') }),
    act: (body) => call('POST /api/links/{link}', { params: { link }, body }),
    onDone: useSignedIn(),
  })
  return (
    <GuestForm form={form} act={words.act}>
      {/* Password managers file the password under this. */}
      <input type="hidden" name="username" autoComplete="username" value={address} />
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
