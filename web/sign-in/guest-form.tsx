import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallError } from '../ui/call-error.tsx'
import type { useSubmit } from '../ui/submit.ts'
import c from './sign-in.module.css'

interface Props {
  readonly form: Pick<ReturnType<typeof useSubmit>, 'ref' | 'onSubmit' | 'isPending' | 'otherError'>
  /** What its button says. */
  readonly act: string
  /** There is a better way beside it. */
  readonly isSecond?: boolean
  readonly children: ReactNode
  /** Said instead of what went wrong, where the page knows better. */
  readonly notice?: ReactNode
}

/** A form of somebody who is not signed in: what went wrong, the fields, one button. */
export function GuestForm({ form, act, isSecond = false, children, notice }: Props) {
  return (
    <form className={c.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      {notice || (form.otherError && <CallError error={form.otherError} />)}
      {children}
      <Button
        type="submit"
        size="md"
        variant={isSecond ? 'default' : 'filled'}
        fullWidth
        loading={form.isPending}
      >
        {act}
      </Button>
    </form>
  )
}
