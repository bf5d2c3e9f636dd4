import { Button, TextInput } from '@mantine/core'
import { CallFailed } from '../api-client.ts'
import c from '../sign-in/sign-in.module.css'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import layout from '../ui/layout.module.css'
import { Notice } from '../ui/notice.tsx'
import type { useSubmit } from '../ui/submit.ts'
import { useTexts } from './door-texts.ts'

interface Props {
  /** What `code` is shown by. */
  readonly form: Pick<
    ReturnType<typeof useSubmit>,
    'ref' | 'onSubmit' | 'otherError' | 'errorOf' | 'isPending'
  >
  /** Stands before the address to which the mail went. */
  readonly lead: string
  readonly address: string
  readonly act: string
  /** The other button, and what it does. */
  readonly second: string
  readonly onSecond: () => void
}

/** Somebody who is signed in shows the code of a mail; one that is over is said, with what to do. */
export function CodeForm({ form, lead, address, act, second, onSecond }: Props) {
  const { portal } = useTexts()
  const { otherError } = form
  const isOver = otherError instanceof CallFailed && otherError.problem?.code === 'not-signed-in'
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <p>
        {lead} <Address value={address} size="inline" />
      </p>
      {isOver && (
        <Notice tone="bad" title={portal.over}>
          {portal.overNext}
        </Notice>
      )}
      {otherError && !isOver && <CallError error={otherError} />}
      <TextInput
        className={c.codeBox}
        name="code"
        label={portal.code}
        description={portal.codeHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        error={form.errorOf('code')}
      />
      <div className="row wrap">
        <Button type="submit" loading={form.isPending}>
          {act}
        </Button>
        <Button variant="default" onClick={onSecond}>
          {second}
        </Button>
      </div>
    </form>
  )
}
