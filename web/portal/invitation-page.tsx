import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { GuestForm } from '../sign-in/guest-form.tsx'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { isGone } from '../sign-in/link-gone.tsx'
import c from '../sign-in/sign-in.module.css'
import { Address } from '../ui/address.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './door-texts.ts'

type Invitation = AnswerOf<'GET /api/portal/invitations/{link}'>

/** Somebody who was invited sees by whom and to what, and comes in by a button. */
export function InvitationPage() {
  const { inviting, portal } = useTexts()
  const { link } = useParams({ from: paths.invitation })
  const [waits, setWaits] = useState(false)
  const query = useQuery(read('GET /api/portal/invitations/{link}', { params: { link } }))
  if (waits) {
    return (
      <GuestShell title={portal.waitsTitle} lead={portal.waitsLead}>
        <ToSignIn />
      </GuestShell>
    )
  }
  if (isGone(query.error)) {
    return (
      <GuestShell title={inviting.goneTitle} lead={inviting.goneLead}>
        <p>{inviting.goneNext}</p>
        <ToSignIn />
      </GuestShell>
    )
  }
  if (!query.data) {
    return (
      <GuestShell title={inviting.title}>
        <Loaded query={query}>{() => null}</Loaded>
      </GuestShell>
    )
  }
  const invitation = query.data
  if (invitation.next === 'directory') return <ThroughCompany invitation={invitation} />
  if (invitation.next === 'closed') {
    return (
      <GuestShell title={inviting.closedTitle} lead={inviting.closedLead}>
        <ToSignIn />
      </GuestShell>
    )
  }
  return <Accept link={link} invitation={invitation} onWaits={() => setWaits(true)} />
}

function ToSignIn() {
  const { portal } = useTexts()
  return (
    <p>
      <Link to={paths.home}>{portal.toSignIn}</Link>
    </p>
  )
}

function ThroughCompany({ invitation: { directory } }: { invitation: Invitation }) {
  const { inviting, portal } = useTexts()
  if (!directory) {
    return (
      <GuestShell title={inviting.elsewhereTitle} lead={inviting.elsewhereLead}>
        <ToSignIn />
      </GuestShell>
    )
  }
  return (
    <GuestShell title={inviting.directoryTitle(directory.name)} lead={inviting.directoryLead}>
      <Button component="a" href={directory.path} size="md" fullWidth>
        {portal.toDirectory(directory.name)}
      </Button>
    </GuestShell>
  )
}

interface AcceptProps {
  readonly link: string
  readonly invitation: Invitation
  readonly onWaits: () => void
}

function Accept({ link, invitation, onWaits }: AcceptProps) {
  const { inviting } = useTexts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { siteName, by, organization, words, address, name, next } = invitation
  const who = by ?? inviting.site(siteName)
  const form = useSubmit({
    read: (data) => {
      const given = textOf(data, 'name')
      return given === '' ? {} : { name: given }
    },
    act: (body) => call('POST /api/portal/invitations/{link}', { params: { link }, body }),
    onDone: async (answer) => {
      if (answer.next === 'waits') return onWaits()
      await client.resetQueries({ queryKey: ['GET /api/portal/me'] })
      return navigate({ to: paths.home })
    },
  })
  return (
    <GuestShell
      title={inviting.pageTitle(siteName)}
      lead={organization === null ? inviting.invitedBy(who) : inviting.invitedTo(who, organization)}
    >
      {words !== null && <blockquote className={c.words}>{words}</blockquote>}
      <p className="quiet">
        {inviting.yourAddress} <Address value={address} size="inline" />
      </p>
      <GuestForm form={form} act={inviting.enter}>
        {next === 'name' && (
          <TextInput
            size="md"
            name="name"
            label={inviting.yourName}
            description={inviting.yourNameHint}
            autoComplete="name"
            defaultValue={name ?? ''}
            error={form.errorOf('name')}
          />
        )}
      </GuestForm>
      <p className="quiet">{inviting.once}</p>
    </GuestShell>
  )
}
