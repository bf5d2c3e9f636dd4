import { Button, NativeSelect } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { list } from '../../queries.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { Download } from '../../ui/download.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import layout from '../../ui/layout.module.css'
import { Listed } from '../../ui/listed.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { type SignInLogSearch, signInKinds } from './log-filter.ts'
import c from './sign-in.module.css'

type SignIn = AnswerOf<'GET /api/directories/{directoryId}/sign-ins'>['items'][number]

/** Every sign-in through the connection, with the first check that failed and what to do. */
export function SignInLog({ directoryId }: { directoryId: string }) {
  const { connecting: words } = useTexts()
  const { q, result } = useSearch({ from: paths.directorySignIn })
  const query = useInfiniteQuery({
    ...list('GET /api/directories/{directoryId}/sign-ins', {
      params: { directoryId },
      query: { query: q, outcome: result },
    }),
    placeholderData: keepPreviousData,
  })
  const isFiltered = q !== undefined || result !== undefined
  const more = query.hasNextPage && (
    <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      {words.logOn}
    </Button>
  )
  const empty = isFiltered ? (
    <EmptyState title={words.logNoneLike} action={more}>
      {words.logNoneLikeWhy}
    </EmptyState>
  ) : (
    <EmptyState title={words.logNone}>{words.logNoneWhy}</EmptyState>
  )
  return (
    <Card title={words.log} flush>
      <div className={layout.body}>
        <Filters directoryId={directoryId} />
      </div>
      <Listed query={query} empty={empty}>
        {(items) => <LogTable items={items} />}
      </Listed>
    </Card>
  )
}

function Filters({ directoryId }: { directoryId: string }) {
  const { connecting: words } = useTexts()
  const { q, result } = useSearch({ from: paths.directorySignIn })
  const navigate = useNavigate()
  const choose = (change: { readonly [Name in 'q' | 'result']?: string }) => {
    const all = { q, result, ...change }
    const search = Object.fromEntries(Object.entries(all).filter(([, value]) => value)) as SignInLogSearch
    const to = { to: paths.directorySignIn, params: { directoryId } } as const
    void navigate({ ...to, search, replace: true, resetScroll: false })
  }
  return (
    <search className={layout.filters}>
      <SearchField
        label={words.search}
        hint={words.searchHint}
        value={q}
        onSearch={(text) => choose({ q: text.trim() })}
      />
      <NativeSelect
        size="xs"
        aria-label={words.outcome}
        value={result ?? ''}
        onChange={(event) => choose({ result: event.currentTarget.value })}
        data={[
          { value: '', label: words.kinds.any },
          ...signInKinds.map((value) => ({ value, label: words.kinds[value] })),
        ]}
      />
      <Download
        file={`directories/${directoryId}/sign-ins`}
        what={words.log}
        filters={{ query: q, outcome: result }}
      />
    </search>
  )
}

function LogTable({ items }: { items: readonly SignIn[] }) {
  const { connecting: words } = useTexts()
  return (
    <Table
      label={words.log}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        { head: words.who, cell: (one) => <Who signIn={one} /> },
        { head: words.outcome, cell: (one) => <Outcome signIn={one} /> },
        { head: words.when, cell: ({ at }) => <When at={at} /> },
        { head: words.from, cell: ({ ip }) => ip ?? words.never },
      ]}
    />
  )
}

function Who({ signIn: { customer, said } }: { signIn: SignIn }) {
  const { connecting: words } = useTexts()
  if (!customer)
    return said === null ? (
      <span className="quiet">{words.nobody}</span>
    ) : (
      <bdi className={c.said}>{said}</bdi>
    )
  return (
    <>
      <Link to={paths.person} params={{ customerId: customer.id }}>
        <bdi>{customer.name}</bdi>
      </Link>
      {said !== null && said !== customer.name && (
        <div className="small quiet">
          <bdi className={c.said}>{said}</bdi>
        </div>
      )}
    </>
  )
}

function Outcome({ signIn: { outcome, purpose, why } }: { signIn: SignIn }) {
  const { connecting: words } = useTexts()
  return (
    <>
      {purpose === 'test' && <div className="small quiet">{words.modes.test.label}</div>}
      {outcome === 'in' || outcome === 'would-be-in' || outcome === 'second-factor' ? (
        words.outcomes[outcome]
      ) : (
        <strong>{words.outcomes[outcome]}</strong>
      )}
      {why !== null && <div className="small second">{why}</div>}
    </>
  )
}
