import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { call } from '../api-client.ts'
import { useBrand } from '../brand.ts'
import { useLanguage, useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { askWhoIsHere } from '../portal/self-queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { initialsOf } from '../ui/initials.ts'
import { forgetDrafts } from '../ui/kept-draft.ts'
import { Wordmark } from '../ui/mark.tsx'
import { type Asker, AskerContext, useAskerQuery } from './asker.ts'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'

/** What stands around every page of the help centre; the way to the others, and who is signed in. */
export function HelpShell() {
  const { centre, places } = useHelpTexts()
  const { data: asker } = useAskerQuery()
  return (
    <AskerContext value={asker}>
      <div className={c.shell}>
        <header className={c.bar}>
          <Link to={paths.home} className={c.brand}>
            <Wordmark />
          </Link>
          {asker && (
            <nav aria-label={centre}>
              <Link to={paths.home} activeOptions={{ exact: true }}>
                {places.home}
              </Link>
              <Link to={paths.requests}>{places.requests}</Link>
            </nav>
          )}
          <div className={c.end}>{asker ? <Menu asker={asker} /> : <OtherLanguage />}</div>
        </header>
        <Outlet />
      </div>
    </AskerContext>
  )
}

function OtherLanguage() {
  const { otherLanguage } = useTexts()
  const { language, setLanguage } = useLanguage()
  const { languages } = useBrand()
  const other = language === 'en' ? 'de' : 'en'
  if (!languages.includes(other)) return null
  return (
    <button type="button" className="link small" lang={other} onClick={() => void setLanguage(other)}>
      {otherLanguage}
    </button>
  )
}

/** Where one's own things are. */
function Menu({ asker }: { asker: Asker }) {
  const { menu } = useHelpTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  // Whoever has gone elsewhere needs the menu no more.
  useEffect(() => router.subscribe('onResolved', () => dialog.current?.close()), [router])
  return (
    <>
      <button
        type="button"
        className={c.me}
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <span aria-hidden>{initialsOf(asker.name)}</span>
        <span className="sr">{menu.open(asker.name)}</span>
      </button>
      <dialog ref={dialog} className={c.menu} aria-label={menu.title}>
        <div className={c.menuHead}>
          <div className="grow">
            <strong>
              <bdi>{asker.name}</bdi>
            </strong>
            {asker.emailAddress !== null && <div className="small quiet">{asker.emailAddress}</div>}
          </div>
          <ActionIcon aria-label={menu.close} size={28} onClick={() => dialog.current?.close()}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
        <Link to={paths.ownAccount}>{menu.account}</Link>
        {asker.role !== null && asker.role !== 'member' && (
          <>
            <Link to={paths.queue} search={{ turn: 'support' }}>
              {menu.console}
            </Link>
            <Link to={paths.overview}>{menu.administration}</Link>
          </>
        )}
        <OtherLanguage />
        <SignOut asker={asker} />
      </dialog>
    </>
  )
}

function SignOut({ asker }: { asker: Asker }) {
  const { menu } = useHelpTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: async () =>
      asker.kind === 'customer' ? call('POST /api/portal/sign-out') : void (await call('POST /api/sign-out')),
    onSuccess: (answer) => {
      forgetDrafts()
      // To the company’s own page for signing out, which leads back here.
      if (answer?.goOn) window.location.assign(answer.goOn)
      else if (asker.kind === 'staff') window.location.assign(paths.home)
      else return askWhoIsHere(client)
      return undefined
    },
  })
  return (
    <>
      {act.error && <CallError error={act.error} />}
      <button type="button" disabled={act.isPending} onClick={() => act.mutate()}>
        {menu.signOut}
      </button>
    </>
  )
}
