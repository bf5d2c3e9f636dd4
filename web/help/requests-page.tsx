import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Segments } from '../ui/segments.tsx'
import { When } from '../ui/when.tsx'
import { type Asker, useAsker } from './asker.ts'
import c from './help.module.css'
import { ForAskers, HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'
import { type RequestSearch, requestScopes, requestStates, searchFor } from './request-search.ts'
import { Status } from './status.tsx'

/** As long as nothing tells this page of a change it asks. */
const askAgainMs = 20_000

export function RequestsPage() {
  const { requests } = useHelpTexts()
  return (
    <ForAskers title={requests.title}>
      <Requests />
    </ForAskers>
  )
}

function Requests() {
  const { requests: words } = useHelpTexts()
  const asker = useAsker()
  const search = useSearch({ from: `/help${paths.requests}` })
  const { whose = 'own', show = 'all', q } = search
  const navigate = useNavigate()
  const query = useInfiniteQuery({
    ...list('GET /api/help/requests', { query: { scope: whose, state: show, query: q } }),
    // The list stays in view while the next letters are looked for.
    ...(q !== undefined && { placeholderData: keepPreviousData }),
    refetchInterval: askAgainMs,
  })
  const look = (typed: string) => {
    const { q: _, ...rest } = search
    const wanted = typed.trim()
    const next = wanted === '' ? rest : { ...rest, q: wanted }
    void navigate({ to: paths.requests, search: next, replace: true })
  }
  return (
    <HelpPage title={words.title} isNarrow>
      <nav className={layout.tabs} aria-label={words.whose}>
        {requestScopes.map((one) => (
          <Link
            key={one}
            to={paths.requests}
            search={searchFor({ ...search, whose: one })}
            activeOptions={{ exact: true }}
          >
            {scopeName(one, asker, words.scopes)}
          </Link>
        ))}
      </nav>
      <div className={c.tools}>
        <search className="grow">
          <TextInput
            size="sm"
            type="search"
            aria-label={words.search}
            placeholder={words.searchHint}
            leftSection={<IconSearch size={16} aria-hidden />}
            defaultValue={q ?? ''}
            maxLength={200}
            onChange={(event) => look(event.currentTarget.value)}
          />
        </search>
        <Segments label={words.state}>
          {requestStates.map((one) => (
            <Link
              key={one}
              to={paths.requests}
              search={searchFor({ ...search, show: one })}
              activeOptions={{ exact: true }}
            >
              {words.states[one]}
            </Link>
          ))}
        </Segments>
      </div>
      <section className="card" aria-label={scopeName(whose, asker, words.scopes)}>
        <Listed query={query} empty={<Nothing search={search} />}>
          {(items) => (
            <ul className={c.requests}>
              {items.map((request) => (
                <li key={request.id}>
                  <Link className={c.request} to={paths.request} params={{ requestKey: request.key }}>
                    <strong>
                      <bdi>{request.summary}</bdi>
                    </strong>
                    <Status request={request} />
                    <span className="second small">
                      {request.key}
                      {!request.requester.isYou && (
                        <>
                          {' '}
                          <bdi>{words.by(request.requester.name)}</bdi>
                        </>
                      )}
                      {` · ${words.changed} `}
                      <When at={request.updatedAt} inLink />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Listed>
      </section>
    </HelpPage>
  )
}

/** Whoever belongs to one organization reads its name. */
function scopeName(
  scope: (typeof requestScopes)[number],
  { organizations: [first, ...more] }: Asker,
  words: Readonly<Record<(typeof requestScopes)[number], string>>,
): string {
  return scope === 'organizations' && first && more.length === 0 ? first.name : words[scope]
}

/** What will be here, and what to do until then. */
function Nothing({ search: { whose, show, q } }: { search: RequestSearch }) {
  const { requests: words } = useHelpTexts()
  const { organizations } = useAsker()
  const ask = <Link to={paths.home}>{words.ask}</Link>
  if (q !== undefined) {
    return (
      <EmptyState
        title={words.noneFound(q)}
        action={
          <Link to={paths.requests} search={{}}>
            {words.showAll}
          </Link>
        }
      >
        {words.noneFoundWhy}
      </EmptyState>
    )
  }
  if (whose === 'participating')
    return <EmptyState title={words.noneParticipating}>{words.noneParticipatingWhy}</EmptyState>
  if (whose === 'organizations') {
    const names = organizations.map(({ name }) => name).join(', ')
    return organizations.length === 0 ? (
      <EmptyState title={words.noOrganization}>{words.noOrganizationWhy}</EmptyState>
    ) : (
      <EmptyState title={words.noneOrganizations(names)} action={ask}>
        {words.noneOrganizationsWhy}
      </EmptyState>
    )
  }
  if (show === 'open')
    return (
      <EmptyState title={words.noneOpen} action={ask}>
        {words.noneOpenWhy}
      </EmptyState>
    )
  if (show === 'over') return <EmptyState title={words.noneOver}>{words.noneOverWhy}</EmptyState>
  return (
    <EmptyState title={words.none} action={ask}>
      {words.noneWhy}
    </EmptyState>
  )
}
