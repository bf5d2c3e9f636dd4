import { type ComponentProps, lazy, Suspense } from 'react'
import type { GuideCard } from '../admin/guide.tsx'

/** Not everybody looks at it, and the first page loads without it. */
const Later = lazy(async () => ({ default: (await import('../admin/guide.tsx')).GuideCard }))

/** What the guide of the company's provider says of a step. */
export function Guide(props: ComponentProps<typeof GuideCard>) {
  return (
    <Suspense fallback={null}>
      <Later {...props} />
    </Suspense>
  )
}
