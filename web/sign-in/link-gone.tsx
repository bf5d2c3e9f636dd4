import { Link } from '@tanstack/react-router'
import { CallFailed } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { GuestShell } from './guest-shell.tsx'

/** Whether a link was used, has expired, or never was one: the server does not tell which. */
export function isGone(error: Error | null): boolean {
  return error instanceof CallFailed && error.problem?.code === 'not-found'
}

/** Instead of the form behind a link that works no more. */
export function LinkGone({ next }: { next: string }) {
  const { link, signIn } = useTexts()
  return (
    <GuestShell title={link.gone} lead={link.goneWhy}>
      <p>{next}</p>
      <p>
        <Link to={paths.signIn}>{signIn.title}</Link>
      </p>
    </GuestShell>
  )
}
