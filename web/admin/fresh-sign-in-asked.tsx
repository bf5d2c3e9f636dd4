import { lazy, Suspense } from 'react'
import { useFreshSignInAsked } from '../fresh-sign-in.ts'

const ProveDialog = lazy(async () => ({ default: (await import('./prove-dialog.tsx')).ProveDialog }))

/** Asks again who sits here, whenever a call needs it; the call goes on then, or fails as it did. */
export function FreshSignInAsked() {
  const isAsked = useFreshSignInAsked()
  return (
    isAsked && (
      <Suspense>
        <ProveDialog />
      </Suspense>
    )
  )
}
