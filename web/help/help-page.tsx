import type { ReactNode } from 'react'
import { useContext } from 'react'
import { PortalSignIn } from '../portal/portal-sign-in.tsx'
import { GuestPlace } from '../sign-in/guest-shell.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useTitle } from '../ui/page.tsx'
import { AskerContext, isNotSignedIn, useAskerQuery } from './asker.ts'
import c from './help.module.css'

interface Props {
  readonly title: string
  readonly crumb?: ReactNode
  readonly lead?: ReactNode
  readonly isNarrow?: boolean
  readonly children: ReactNode
}

/** One page of the help centre, inside its shell. */
export function HelpPage({ title, crumb, lead, isNarrow = false, children }: Props) {
  useTitle(title)
  return (
    <main className={c.main} id="main" tabIndex={-1} data-narrow={isNarrow}>
      <div>
        {crumb && <div className={c.crumb}>{crumb}</div>}
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {lead && <div className={c.lead}>{lead}</div>}
      </div>
      {children}
    </main>
  )
}

/** What only somebody who is signed in sees; anybody else finds the door here, and is back here behind it. */
export function ForAskers({ title, children }: { title: string; children: ReactNode }) {
  const asker = useContext(AskerContext)
  const query = useAskerQuery()
  if (asker) return children
  if (isNotSignedIn(query.error)) {
    return (
      <main className={c.main} id="main" tabIndex={-1}>
        <GuestPlace value="within">
          <PortalSignIn />
        </GuestPlace>
      </main>
    )
  }
  return (
    <HelpPage title={title}>
      <Loaded query={query}>{() => null}</Loaded>
    </HelpPage>
  )
}
