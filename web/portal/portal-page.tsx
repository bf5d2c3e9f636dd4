import { useQuery } from '@tanstack/react-query'
import { CallFailed } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { read } from '../queries.ts'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { OwnAccount } from './own-account.tsx'
import { PortalSignIn } from './portal-sign-in.tsx'

/** The help centre: whoever is not signed in is at its door. */
export function PortalPage() {
  const { portal } = useTexts()
  const self = useQuery(read('GET /api/portal/me'))
  const { error } = self
  if (error instanceof CallFailed && error.problem?.code === 'not-signed-in') return <PortalSignIn />
  if (self.data) return <OwnAccount self={self.data} />
  return (
    <GuestShell title={portal.signIn}>
      <Loaded query={self}>{() => null}</Loaded>
    </GuestShell>
  )
}
