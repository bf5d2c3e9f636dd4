import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../api-client.ts'
import { read } from '../../queries.ts'
import { useTexts } from '../../set-up-texts.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Card } from '../../ui/card.tsx'
import { useDraft } from '../../ui/draft.ts'
import layout from '../../ui/layout.module.css'
import { Notice } from '../../ui/notice.tsx'
import { useTexts as useStaffTexts } from '../language.ts'
import { MeanwhileNotice } from '../meanwhile-notice.tsx'
import { bodyOf, type Fields, fieldsOf } from './settings-fields.ts'
import type { Connected } from './sign-in-page.tsx'

interface Props {
  readonly directoryId: string
  readonly connected: Connected
  readonly mayChange: boolean
  readonly isOfStaff: boolean
}

/** Whom a sign-in means, whom it makes, and how the provider speaks. */
export function ConnectionSettings({ directoryId, connected, mayChange, isOfStaff }: Props) {
  const { connecting: words, save } = useTexts()
  const { yes, no } = useStaffTexts()
  const client = useQueryClient()
  const params = { directoryId }
  const draft = useDraft({
    latest: connected,
    fieldsOf,
    send: (change: Partial<Fields>, basedOn) =>
      call('PATCH /api/directories/{directoryId}/connection', { params, body: bodyOf(change) }, { basedOn }),
    reread: () => call('GET /api/directories/{directoryId}/connection', { params }),
    onKnown: (known) => {
      client.setQueryData(read('GET /api/directories/{directoryId}/connection', { params }).queryKey, known)
      return client.invalidateQueries()
    },
  })
  const { values, conflict } = draft
  const protocol = connected.connection?.protocol ?? 'saml'
  const names = Object.keys(values) as (keyof Fields)[]
  const isChanged = draft.isChanged(names)
  const labels: { readonly [Name in keyof Fields]: string } = {
    matchBy: words.matchBy,
    matchClaim: words.matchClaim,
    justInTime: words.justInTime,
    secondFactor: words.secondFactor,
    addressClaim: words.addressClaim,
    nameClaim: words.nameClaim,
    groupsClaim: words.groupsClaim,
    issuer: words.issuer[protocol],
    ssoUrl: words.ssoUrl,
    signed: words.signed,
    signsRequests: words.signsRequests,
    encrypted: words.encrypted,
    idpInitiated: words.idpInitiated,
    clientId: words.clientId,
    clientSecret: words.clientSecret,
    authentication: words.authentication,
    scopes: words.scopes,
    sharedWith: words.shared,
  }
  const text = (name: keyof Fields & TextName, description?: string, type?: 'password') => (
    <TextInput
      key={name}
      label={labels[name]}
      {...(description === undefined ? {} : { description })}
      {...(type ? { type } : {})}
      autoComplete="off"
      value={values[name]}
      readOnly={!mayChange}
      error={draft.errorOf(name)}
      onChange={(event) => draft.set(name, event.currentTarget.value)}
    />
  )
  const check = (name: keyof Fields & FlagName, description?: string) => (
    <Checkbox
      key={name}
      label={labels[name]}
      {...(description === undefined ? {} : { description })}
      checked={values[name]}
      disabled={!mayChange}
      onChange={(event) => draft.set(name, event.currentTarget.checked)}
    />
  )
  const choice = <Name extends keyof Fields & ChoiceName>(
    name: Name,
    says: Readonly<Record<Fields[Name], string>>,
    description?: string,
  ) => (
    <NativeSelect
      key={name}
      label={labels[name]}
      {...(description === undefined ? {} : { description })}
      value={values[name]}
      disabled={!mayChange}
      data={Object.entries<string>(says).map(([value, label]) => ({ value, label }))}
      onChange={(event) => draft.set(name, event.currentTarget.value as Fields[Name])}
    />
  )
  const sharedError = draft.errorOf('sharedWith')
  return (
    <Card title={words.settings}>
      <form
        className={layout.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          draft.save(names)
        }}
      >
        {choice('matchBy', words.matchBys, words.matchByHint)}
        {text('matchClaim', words.matchClaimHint[protocol])}
        {isOfStaff
          ? choice('secondFactor', words.secondFactors, words.secondFactorHint)
          : check('justInTime', words.justInTimeHint)}
        {text('addressClaim', words.addressHint[protocol])}
        {text('nameClaim', words.claimHint)}
        {text('groupsClaim', words.groupsHint)}
        {text('issuer', words.issuerHint[protocol])}
        {protocol === 'saml' && [
          text('ssoUrl'),
          choice('signed', words.signedParts),
          check('signsRequests'),
          check('encrypted'),
          check('idpInitiated', words.idpInitiatedHint),
        ]}
        {protocol === 'oidc' && [
          text('clientId'),
          choice('authentication', words.authentications),
          text(
            'clientSecret',
            connected.connection?.oidc?.hasSecret ? words.secretKept : words.secretNone,
            'password',
          ),
          text('scopes'),
        ]}
        {(sharedError !== undefined || values.sharedWith !== '') && text('sharedWith')}
        {draft.isChanged(['issuer']) && <p className="strong">{words.endsSessions}</p>}
        {draft.otherError && <CallError error={draft.otherError} />}
        {conflict && (
          <MeanwhileNotice
            conflict={conflict}
            labelOf={(name) => labels[name as keyof Fields]}
            show={(_name, value) => (typeof value === 'boolean' ? (value ? yes : no) : String(value))}
            isPending={draft.isPending}
          />
        )}
        {draft.isDone && !isChanged && <Notice tone="ok" title={words.saved} />}
        {mayChange && (
          <div>
            <Button type="submit" disabled={!isChanged} loading={draft.isPending}>
              {save}
            </Button>
          </div>
        )}
      </form>
    </Card>
  )
}

type TextName = { [Name in keyof Fields]: string extends Fields[Name] ? Name : never }[keyof Fields]
type FlagName = { [Name in keyof Fields]: Fields[Name] extends boolean ? Name : never }[keyof Fields]
type ChoiceName = Exclude<keyof Fields, TextName | FlagName>
