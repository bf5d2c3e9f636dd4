import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { GuestForm } from '../sign-in/guest-form.tsx'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { type PasskeyDoor, PasskeySignIn } from '../sign-in/passkey-sign-in.tsx'
import { returnPath } from '../sign-in/return-path.ts'
import { textOf, useSubmit } from '../ui/submit.ts'
import { ChooseCompany } from './choose-company.tsx'
import { useTexts } from './door-texts.ts'
import { MailedCode } from './mailed-code.tsx'
import { PasswordSignIn } from './password-sign-in.tsx'
import { askWhoIsHere } from './self-queries.ts'

type Way = AnswerOf<'POST /api/portal/sign-in'>

const passkeyDoor: PasskeyDoor<undefined> = {
  ask: () => call('POST /api/portal/sign-in/passkey/options'),
  show: (passkey) => call('POST /api/portal/sign-in/passkey', { body: { passkey } }),
}

/** One box for an address, which leads to the right door. */
export function PortalSignIn() {
  const { portal } = useTexts()
  const client = useQueryClient()
  const [asked, setAsked] = useState<{ address: string; way: Way }>()
  const [isChoosing, setChoosing] = useState(false)
  /** The address for which a password is typed. */
  const [byPassword, setByPassword] = useState<string>()
  const doors = useQuery(read('GET /api/portal/doors')).data
  if (isChoosing && doors?.companies) {
    return <ChooseCompany companies={doors.companies} onAddress={() => setChoosing(false)} />
  }
  const onIn = () => askWhoIsHere(client)
  if (byPassword !== undefined) {
    const leave = (next?: { address: string; way: Way }) => {
      setByPassword(undefined)
      setAsked(next)
    }
    return (
      <PasswordSignIn
        address={byPassword}
        onIn={onIn}
        onMail={(address, way) => leave({ address, way })}
        onOther={() => leave()}
      />
    )
  }
  if (asked?.way.directory) {
    const { address, way } = asked
    const onMail = (next: Way) => setAsked({ address, way: next })
    return (
      <ThroughDirectory directory={asked.way.directory} address={address} key={way.next} onMail={onMail} />
    )
  }
  if (asked) {
    const { address } = asked
    return (
      <MailedCode
        address={address}
        onIn={onIn}
        onOther={() => setAsked(undefined)}
        onPassword={doors?.passwords ? () => setByPassword(address) : undefined}
      />
    )
  }
  return (
    <AddressBox
      title={portal.signIn}
      first={doors?.first ?? undefined}
      onAsked={(address, way) => setAsked({ address, way })}
      onChoose={doors?.companies?.length ? () => setChoosing(true) : undefined}
      onPassword={doors?.passwords ? setByPassword : undefined}
      onPasskey={doors?.passkeys ? onIn : undefined}
    />
  )
}

interface BoxProps {
  readonly title: string
  /** The door that the site shows first. */
  readonly first: { readonly name: string; readonly path: string } | undefined
  readonly onAsked: (address: string, way: Way) => void
  readonly onChoose: (() => void) | undefined
  readonly onPassword: ((address: string) => void) | undefined
  /** Somebody is in by a passkey. */
  readonly onPasskey: (() => unknown) | undefined
}

function AddressBox({ title, first, onAsked, onChoose, onPassword, onPasskey }: BoxProps) {
  const { portal, ownWays } = useTexts()
  const to = returnPath(useLocation({ select: ({ pathname, searchStr }) => pathname + searchStr }))
  const form = useSubmit({
    read: (data) => ({ address: textOf(data, 'address') }),
    act: (body) => call('POST /api/portal/sign-in', { body }),
    onDone: (way, { address }) => onAsked(address, way),
  })
  return (
    <GuestShell title={title} lead={portal.signInLead}>
      {first && (
        <Button component="a" href={first.path} size="md" fullWidth>
          {portal.toDirectory(first.name)}
        </Button>
      )}
      <GuestForm form={form} act={portal.next} isSecond={first !== undefined}>
        <TextInput
          size="md"
          type="email"
          name="address"
          label={portal.address}
          placeholder={portal.addressHint}
          autoComplete={onPasskey ? 'email webauthn' : 'email'}
          error={form.errorOf('address')}
        />
      </GuestForm>
      {onPasskey && (
        <PasskeySignIn door={passkeyDoor} refusedNext={ownWays.passkeyRefused} onSignedIn={onPasskey} />
      )}
      {onPassword && (
        <p className="quiet">
          <button
            type="button"
            className="link"
            onClick={() => onPassword(textOf(new FormData(form.ref.current ?? undefined), 'address'))}
          >
            {ownWays.toPassword}
          </button>
        </p>
      )}
      {onChoose && (
        <p className="quiet">
          {portal.company}{' '}
          <button type="button" className="link" onClick={onChoose}>
            {portal.companyLink}
          </button>
        </p>
      )}
      <p className="quiet">
        {portal.staff}{' '}
        <Link to={paths.signIn} search={to === undefined ? {} : { to }}>
          {portal.staffLink}
        </Link>
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
