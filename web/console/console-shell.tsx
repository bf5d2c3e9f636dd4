import { ActionIcon, Tooltip } from '@mantine/core'
import {
  type Icon,
  IconInbox,
  IconLifebuoy,
  IconListDetails,
  IconPlus,
  IconSettings,
  IconX,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useBrand } from '../brand.ts'
import { useLive } from '../live.ts'
import { useMay, useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { useSignOut } from '../sign-in/use-sign-out.ts'
import { CallError } from '../ui/call-error.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { initialsOf } from '../ui/initials.ts'
import { SiteSign } from '../ui/mark.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'

const places: readonly { readonly name: keyof typeof to; readonly icon: Icon }[] = [
  { name: 'queue', icon: IconInbox },
  { name: 'newRequest', icon: IconPlus },
  { name: 'settings', icon: IconListDetails },
  { name: 'administration', icon: IconSettings },
  { name: 'helpCentre', icon: IconLifebuoy },
]
const to = {
  queue: paths.queue,
  newRequest: paths.newRequest,
  settings: paths.consoleSettings,
  administration: paths.overview,
  helpCentre: paths.home,
} as const

/** What stands around every page of the console. */
export function ConsoleShell() {
  const { shell } = useConsoleTexts()
  const me = useMe()
  const mayRead = useMay()('requests.read')
  useLive(useQueryClient(), mayRead)
  return (
    <div className={c.shell}>
      <Letterhead />
      <header className={c.rail}>
        <SiteSign />
        <nav aria-label={shell.name}>
          {places.map(({ name, icon: Shape }) => (
            <Tooltip key={name} label={shell[name]} position="right">
              <Link
                to={to[name]}
                aria-label={shell[name]}
                activeOptions={{ exact: true, includeSearch: false }}
                search={name === 'queue' ? { turn: 'support' } : {}}
              >
                <Shape size={18} stroke={1.6} aria-hidden />
              </Link>
            </Tooltip>
          ))}
        </nav>
        <Who />
      </header>
      {me && !mayRead ? (
        <main className={c.page} id="main" tabIndex={-1}>
          <EmptyState title={shell.noSeat} action={<Link to={paths.home}>{shell.helpCentre}</Link>}>
            {shell.noSeatWhy}
          </EmptyState>
        </main>
      ) : (
        <Outlet />
      )}
    </div>
  )
}

/** Whose help desk it is, on paper, where the rail is not. */
function Letterhead() {
  const { name } = useBrand()
  return (
    <p className="paper">
      <bdi>{name}</bdi>
    </p>
  )
}

function Who() {
  const { shell } = useConsoleTexts()
  const me = useMe()
  const out = useSignOut()
  const router = useRouter()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => router.subscribe('onResolved', () => dialog.current?.close()), [router])
  if (!me) return null
  return (
    <>
      <button
        type="button"
        className={c.me}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <span aria-hidden>{initialsOf(me.staff.name)}</span>
        <span className="sr">{shell.me(me.staff.name)}</span>
      </button>
      <dialog ref={dialog} className={c.menu} aria-label={me.staff.name}>
        <div className="row">
          <strong className="grow">
            <bdi>{me.staff.name}</bdi>
          </strong>
          <ActionIcon aria-label={shell.close} onClick={() => dialog.current?.close()}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
        <span className="quiet small">{me.site.name}</span>
        <Link to={paths.account}>{shell.account}</Link>
        {out.error && <CallError error={out.error} />}
        <button type="button" className="link" disabled={out.isPending} onClick={() => out.mutate()}>
          {shell.signOut}
        </button>
      </dialog>
    </>
  )
}
