import { ActionIcon } from '@mantine/core'
import {
  type Icon,
  IconActivityHeartbeat,
  IconBuilding,
  IconCreditCard,
  IconDoorEnter,
  IconFileSearch,
  IconGavel,
  IconInbox,
  IconKey,
  IconLayoutGrid,
  IconMail,
  IconMenu2,
  IconPlugConnected,
  IconProgressCheck,
  IconSettings,
  IconUserShield,
  IconUsers,
  IconX,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Permission } from '../../src/model/permissions.ts'
import { useLive } from '../live.ts'
import { useMay, useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { useSignOut } from '../sign-in/use-sign-out.ts'
import { CallError } from '../ui/call-error.tsx'
import c from '../ui/layout.module.css'
import { Wordmark } from '../ui/mark.tsx'
import { FreshSignInAsked } from './fresh-sign-in-asked.tsx'
import { useTexts } from './language.ts'
import { LeavingSite } from './leaving-site.tsx'
import { useOpenCases } from './open-cases.ts'

interface Place {
  readonly name:
    | 'overview'
    | 'directories'
    | 'cases'
    | 'people'
    | 'organizations'
    | 'portals'
    | 'access'
    | 'staff'
    | 'apiKeys'
    | 'audit'
    | 'mail'
    | 'work'
    | 'subscription'
    | 'settings'
  readonly icon: Icon
  readonly permission: Permission
}

const places: readonly Place[] = [
  { name: 'overview', icon: IconActivityHeartbeat, permission: 'directories.read' },
  { name: 'directories', icon: IconPlugConnected, permission: 'directories.read' },
  { name: 'cases', icon: IconGavel, permission: 'cases.read' },
  { name: 'people', icon: IconUsers, permission: 'customers.read' },
  { name: 'organizations', icon: IconBuilding, permission: 'organizations.read' },
  { name: 'portals', icon: IconLayoutGrid, permission: 'portals.read' },
  { name: 'access', icon: IconDoorEnter, permission: 'access.read' },
  { name: 'staff', icon: IconUserShield, permission: 'staff.read' },
  { name: 'apiKeys', icon: IconKey, permission: 'api-keys.use' },
  { name: 'mail', icon: IconMail, permission: 'mail.read' },
  { name: 'audit', icon: IconFileSearch, permission: 'audit.read' },
  { name: 'work', icon: IconProgressCheck, permission: 'work.read' },
  { name: 'subscription', icon: IconCreditCard, permission: 'subscription.read' },
  { name: 'settings', icon: IconSettings, permission: 'site.read' },
]

/** What stands around every page of the administration: the way to all others, and who is signed in. */
export function AdminShell() {
  const me = useMe()
  // Whoever may read nothing hears of nothing.
  useLive(useQueryClient(), me?.permissions.some((one) => one.endsWith('.read')) ?? false)
  const due = me?.site.deletionDue
  return (
    <div className={c.shell}>
      <header className={c.side}>
        <div className={c.site}>
          <Wordmark />
        </div>
        <Places />
        <Who />
      </header>
      <header className={c.top}>
        <Wordmark />
        <Menu />
      </header>
      <main className={c.page} id="main" tabIndex={-1}>
        {due ? <LeavingSite due={due} /> : <Outlet />}
      </main>
      <FreshSignInAsked />
    </div>
  )
}

function Places() {
  const { shell } = useTexts()
  const may = useMay()
  return (
    <nav aria-label={shell.places}>
      {may('requests.read') && (
        <Link to={paths.queue} search={{ turn: 'support' }}>
          <IconInbox size={16} stroke={1.6} aria-hidden />
          <span>{shell.console}</span>
        </Link>
      )}
      {places
        .filter(({ permission }) => may(permission))
        .map(({ name, icon: Shape }) => (
          <Link key={name} to={paths[name]} activeOptions={{ exact: name === 'overview' }}>
            <Shape size={16} stroke={1.6} aria-hidden />
            <span>{shell[name]}</span>
            {name === 'cases' && <OpenCases />}
          </Link>
        ))}
    </nav>
  )
}

/** How many wait: nothing where none does. */
function OpenCases() {
  const { cases } = useTexts()
  const found = useOpenCases()
  if (!found || found.open === 0) return null
  return (
    <span>
      <span aria-hidden>{found.open >= found.countedMax ? `${found.countedMax}+` : found.open}</span>
      <span className="sr">{cases.waiting(found.open, found.countedMax)}</span>
    </span>
  )
}

function Who() {
  const { shell, roles } = useTexts()
  const me = useMe()
  const out = useSignOut()
  if (!me) return null
  return (
    <div className={c.who}>
      <div className="second">{me.site.name}</div>
      {`${me.staff.name}, ${roles[me.staff.role]}`}
      {out.error && <CallError error={out.error} />}
      <div className="row">
        <Link to={paths.account}>{shell.account}</Link>
        <button type="button" className="link" disabled={out.isPending} onClick={() => out.mutate()}>
          {shell.signOut}
        </button>
      </div>
    </div>
  )
}

/** The same on a narrow screen, behind a button. */
function Menu() {
  const { shell } = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  // Whoever has gone elsewhere needs the menu no more.
  useEffect(() => router.subscribe('onResolved', () => dialog.current?.close()), [router])
  return (
    <>
      <ActionIcon aria-label={shell.openMenu} size={32} onClick={() => dialog.current?.showModal()}>
        <IconMenu2 size={18} aria-hidden />
      </ActionIcon>
      <dialog ref={dialog} className={`${c.menu} ${c.side}`} aria-label={shell.administration}>
        <div className={c.menuHead}>
          <Wordmark />
          <ActionIcon aria-label={shell.closeMenu} size={32} onClick={() => dialog.current?.close()}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </div>
        <Places />
        <Who />
      </dialog>
    </>
  )
}
