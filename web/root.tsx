import { Button } from '@mantine/core'
import { type ErrorComponentProps, Outlet, useRouterState } from '@tanstack/react-router'
import { useBrand } from './brand.ts'
import { useConnectionLost, useConnectionSlow } from './connection.ts'
import { useTexts } from './language.tsx'
import { demoPath } from './paths.ts'
import { CallError } from './ui/call-error.tsx'
import { useKeptFocus } from './ui/kept-focus.ts'
import c from './ui/layout.module.css'
import { Notice } from './ui/notice.tsx'

/** Around every page: the way past the navigation, and whether the server can be reached. */
export function Root() {
  const { skip, loading, connection, demonstration } = useTexts()
  const { isDemonstration } = useBrand()
  const isLost = useConnectionLost()
  useKeptFocus()
  const isSlow = useConnectionSlow()
  const isOnItsWay = useRouterState({ select: ({ isLoading }) => isLoading })
  return (
    <>
      <a className="skip" href="#main">
        {skip}
      </a>
      {isDemonstration && (
        <aside className={c.demonstration}>
          <strong>{demonstration.name}</strong>
          <span>{demonstration.says}</span>
          <a href={demoPath}>{demonstration.panel}</a>
        </aside>
      )}
      {isOnItsWay && <div className={c.way} role="progressbar" aria-label={loading} />}
      <div className={c.banner} aria-live="polite">
        {isSlow && !isLost && (
          <Notice tone="flat" title={connection.slow}>
            {connection.waiting}
          </Notice>
        )}
        {isLost && (
          <Notice tone="warn" title={connection.lost}>
            {connection.asking}
          </Notice>
        )}
      </div>
      <Outlet />
    </>
  )
}

/** A part of the page that cannot be loaded any more belongs to a version that the server has replaced. */
function isOfOldBuild(error: unknown): boolean {
  return (
    error instanceof Error && /dynamically imported module|module script failed|preload/i.test(error.message)
  )
}

/** Instead of a page that failed. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { stale, errors } = useTexts()
  if (!isOfOldBuild(error)) {
    return (
      <main id="main" className={c.page}>
        <h1>{errors.pageFailed}</h1>
        <CallError error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
      </main>
    )
  }
  return (
    <main id="main" className={c.page}>
      <h1>{stale.title}</h1>
      <Notice
        tone="flat"
        title={stale.why}
        action={<Button onClick={() => location.reload()}>{stale.reload}</Button>}
      >
        {stale.next}
      </Notice>
    </main>
  )
}
