import { Button } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { useTexts } from './door-texts.ts'

/** Where a sign-in through a directory ends that let nobody in: what to do, and not which check it was. */
export function SignInFailedPage() {
  const { portal } = useTexts()
  const { why, door } = useSearch({ from: paths.signInFailed })
  return (
    <GuestShell title={portal.failed} lead={portal.failedWhy[why ?? 'check']}>
      {door !== undefined && (
        <Button component="a" href={`/sso/${door}`} size="md" fullWidth>
          {portal.tryAgain}
        </Button>
      )}
      <p>
        <Link to={paths.home}>{portal.toSignIn}</Link>
      </p>
    </GuestShell>
  )
}
