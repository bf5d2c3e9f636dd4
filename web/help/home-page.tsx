import { Button, TextInput } from '@mantine/core'
import { IconChevronRight, IconCornerUpLeft, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useContext, useState } from 'react'
import { paths } from '../paths.ts'
import { PortalSignIn } from '../portal/portal-sign-in.tsx'
import { read } from '../queries.ts'
import { GuestPlace } from '../sign-in/guest-shell.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { AskerContext, isNotSignedIn, useAskerQuery } from './asker.ts'
import c from './help.module.css'
import { HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'
import { type HelpPortal, usePortals } from './portal-queries.ts'

/** More kinds of requests stand on the entrance's own page. */
const typesMax = 6

/** The first page: what somebody can ask for, and beside it the door for whoever is not signed in. */
export function HomePage() {
  const { home } = useHelpTexts()
  const asker = useContext(AskerContext)
  const askerQuery = useAskerQuery()
  const portals = usePortals()
  const isGuest = isNotSignedIn(askerQuery.error)
  if (asker) {
    const [first = asker.name] = asker.name.trim().split(/\s+/)
    return (
      <HelpPage title={home.title(first)} lead={home.lead}>
        <Waiting />
        <Loaded query={portals}>{({ items }) => <Portals items={items} none={<NothingYet />} />}</Loaded>
      </HelpPage>
    )
  }
  if (!isGuest || !(portals.data || portals.error)) {
    return (
      <HelpPage title={home.guestTitle}>
        {isGuest ? (
          <Loaded query={portals}>{() => null}</Loaded>
        ) : (
          <Loaded query={askerQuery}>{() => null}</Loaded>
        )}
      </HelpPage>
    )
  }
  if (!portals.data || portals.data.items.length === 0) {
    return (
      <main className={c.main} id="main" tabIndex={-1}>
        <GuestPlace value="within">
          <PortalSignIn />
        </GuestPlace>
      </main>
    )
  }
  return (
    <HelpPage title={home.guestTitle} lead={home.lead}>
      <div className={c.beside}>
        <div>
          <Portals items={portals.data.items} none={null} />
        </div>
        <GuestPlace value="beside">
          <PortalSignIn />
        </GuestPlace>
      </div>
    </HelpPage>
  )
}

function NothingYet() {
  const { home } = useHelpTexts()
  return (
    <EmptyState title={home.none} action={<Link to={paths.requests}>{home.toRequests}</Link>}>
      {home.noneWhy}
    </EmptyState>
  )
}

/** What waits for this person, before anything new is asked for. */
function Waiting() {
  const { home } = useHelpTexts()
  const query = { scope: 'own', state: 'open', limit: 50 } as const
  const { data } = useQuery(read('GET /api/help/requests', { query }))
  const waiting = data?.items.filter(({ status }) => status === 'waiting-for-customer') ?? []
  const [first] = waiting
  if (!first) return null
  return (
    <section className={`card ${c.turn}`} aria-label={home.waits(waiting.length)}>
      <IconCornerUpLeft size={16} stroke={2.25} aria-hidden />
      <strong>{home.waits(waiting.length)}</strong>
      <Link to={paths.request} params={{ requestKey: first.key }}>
        <bdi>{first.summary}</bdi>
      </Link>
      {waiting.length > 1 && (
        <Link to={paths.requests} search={{ show: 'open' }}>
          {home.allWaiting}
        </Link>
      )}
    </section>
  )
}

/** The entrances of which something is called like that, each with what is. */
function matching(items: readonly HelpPortal[], typed: string): readonly HelpPortal[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (...texts: string[]) => {
    const all = texts.join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  }
  return items.flatMap((portal) => {
    if (has(portal.name, portal.description)) return [portal]
    const requestTypes = portal.requestTypes.filter(({ name, description }) =>
      has(name, description, portal.name),
    )
    return requestTypes.length === 0 ? [] : [{ ...portal, requestTypes }]
  })
}

function Portals({ items, none }: { items: readonly HelpPortal[]; none: ReactNode }) {
  const { home } = useHelpTexts()
  const [typed, setTyped] = useState('')
  if (items.length === 0) return none
  const found = matching(items, typed)
  const isSearching = typed.trim() !== ''
  return (
    <>
      <TextInput
        className={c.search}
        size="md"
        type="search"
        aria-label={home.search}
        placeholder={home.searchHint}
        leftSection={<IconSearch size={17} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {found.length === 0 && (
        <div role="status">
          <EmptyState
            title={home.noMatch(typed.trim())}
            action={
              <Button variant="default" onClick={() => setTyped('')}>
                {home.showAll}
              </Button>
            }
          >
            {home.noMatchWhy}
          </EmptyState>
        </div>
      )}
      <div className={c.portals}>
        {found.map((portal) => (
          <PortalCard key={portal.id} portal={portal} isWhole={isSearching} />
        ))}
      </div>
    </>
  )
}

function PortalCard({ portal, isWhole }: { portal: HelpPortal; isWhole: boolean }) {
  const { home, portal: words } = useHelpTexts()
  const { key: portalKey, name, description, requestTypes } = portal
  const shown = isWhole ? requestTypes : requestTypes.slice(0, typesMax)
  return (
    <section className={`card ${c.portal}`} aria-label={name}>
      <h2>
        <Link className={c.type} to={paths.portal} params={{ portalKey }}>
          <bdi>{name}</bdi>
        </Link>
      </h2>
      {description !== '' && <p className="second small">{description}</p>}
      {requestTypes.length === 0 && <p className="quiet small">{words.noTypes}</p>}
      <ul className={c.types}>
        {shown.map((type) => (
          <li key={type.id}>
            <Link className={c.type} to={paths.requestForm} params={{ portalKey, requestTypeId: type.id }}>
              <bdi>{type.name}</bdi>
              <IconChevronRight size={16} aria-hidden />
            </Link>
          </li>
        ))}
        {shown.length < requestTypes.length && (
          <li>
            <Link className={c.type} to={paths.portal} params={{ portalKey }}>
              {home.more(requestTypes.length - shown.length)}
              <IconChevronRight size={16} aria-hidden />
            </Link>
          </li>
        )}
      </ul>
    </section>
  )
}
