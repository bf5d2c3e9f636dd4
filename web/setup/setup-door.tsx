import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../set-up-texts.ts'
import { GuestForm } from '../sign-in/guest-form.tsx'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import c from '../sign-in/sign-in.module.css'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'

interface Props {
  readonly link: string
  readonly about: AnswerOf<'GET /api/setup/links/{link}'>
  readonly onIn: () => unknown
}

/** The first visit: the link alone opens the page, by a button, because programs that look into mails follow links. */
export function ByLink({ link, about: { directory, siteName, address }, onIn }: Props) {
  const { settingUp } = useTexts()
  const form = useSubmit({
    read: () => ({}),
    act: () => call('POST /api/setup/links/{link}/open', { params: { link } }),
    onDone: onIn,
  })
  return (
    <GuestShell title={settingUp.title(directory, siteName)} lead={settingUp.openLead(directory, siteName)}>
      <GuestForm form={form} act={settingUp.open}>
        {null}
      </GuestForm>
      <p className="quiet">
        {settingUp.openOnce} <strong translate="no">{address}</strong>
      </p>
    </GuestShell>
  )
}

/** Every later visit: a code to the mailbox that the site's administrator named. */
export function ByCode(props: Props) {
  const { settingUp } = useTexts()
  const [isSent, setSent] = useState(false)
  const { link, about } = props
  const ask = useSubmit({
    read: () => ({}),
    act: () => call('POST /api/setup/links/{link}/mail', { params: { link } }),
    onDone: () => setSent(true),
  })
  const title = settingUp.title(about.directory, about.siteName)
  const address = <strong translate="no">{about.address}</strong>
  if (isSent) {
    return (
      <GuestShell
        title={title}
        lead={
          <>
            {settingUp.codeSent} {address}
          </>
        }
      >
        <CodeForm {...props} />
        <GuestForm form={ask} act={settingUp.again} isSecond>
          {null}
        </GuestForm>
      </GuestShell>
    )
  }
  return (
    <GuestShell
      title={title}
      lead={
        <>
          {settingUp.codeLead} {address}
        </>
      }
    >
      <GuestForm form={ask} act={settingUp.sendCode}>
        {null}
      </GuestForm>
    </GuestShell>
  )
}

function CodeForm({ link, onIn }: Props) {
  const { settingUp } = useTexts()
  const form = useSubmit({
    read: (data) => ({ code: textOf(data, 'code') }),
    act: (body) => call('POST /api/setup/links/{link}/code', { params: { link }, body }),
    onDone: onIn,
  })
  const isOver = form.otherError instanceof CallFailed && form.otherError.problem?.code === 'not-signed-in'
  const notice = isOver && (
    <Notice tone="bad" title={settingUp.over}>
      {settingUp.overNext}
    </Notice>
  )
  return (
    <GuestForm form={form} act={settingUp.byCode} notice={notice}>
      <TextInput
        className={c.codeBox}
        size="md"
        name="code"
        label={settingUp.code}
        description={settingUp.codeHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        error={form.errorOf('code')}
      />
    </GuestForm>
  )
}
