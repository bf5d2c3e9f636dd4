import { NativeSelect } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { Segments } from '../ui/segments.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { type CaseSearch, kinds } from './case-filter.ts'
import { CaseOutcome } from './case-outcome.tsx'
import c from './cases.module.css'
import { CasesAtOnce } from './cases-at-once.tsx'
import { useTexts } from './language.ts'
import { useOpenCases } from './open-cases.ts'

type Case = AnswerOf<'GET /api/cases'>['items'][number]

/** What a person must decide. */
export function CasesPage() {
  const { shell, cases } = useTexts()
  const mayDecide = useMay()('cases.decide')
  const { show, kind, directory } = useSearch({ from: paths.cases })
  return (
    <Page title={shell.cases} sub={cases.sub}>
      <Filters />
      <Floods />
      {mayDecide && show !== 'closed' && kind && (
        <CasesAtOnce key={`${kind} ${directory}`} kind={kind} directoryId={directory} />
      )}
      <Cases />
    </Page>
  )
}

function Filters() {
  const { cases } = useTexts()
  const search = useSearch({ from: paths.cases })
  const navigate = useNavigate()
  const directories = useInfiniteQuery(list('GET /api/directories', { query: {} })).data ?? []
  const look = (change: { kind?: CaseSearch['kind'] | undefined; directory?: string | undefined }) => {
    const { show } = search
    const { kind, directory } = { kind: search.kind, directory: search.directory, ...change }
    void navigate({
      to: paths.cases,
      search: { ...(show && { show }), ...(kind && { kind }), ...(directory && { directory }) },
      replace: true,
    })
  }
  return (
    <search className={layout.filters}>
      <NativeSelect
        size="xs"
        aria-label={cases.kind}
        value={search.kind ?? ''}
        data={[
          { value: '', label: cases.anyKind },
          ...kinds.map((one) => ({ value: one, label: cases.kinds[one] })),
        ]}
        onChange={({ currentTarget: { value } }) => look({ kind: kinds.find((one) => one === value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={cases.directory}
        value={search.directory ?? ''}
        data={[
          { value: '', label: cases.anyDirectory },
          ...directories.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ currentTarget: { value } }) => look({ directory: value === '' ? undefined : value })}
      />
    </search>
  )
}

/** So many of one kind and directory that they are one line, unless it is them who are looked at. */
function Floods() {
  const { cases } = useTexts()
  const { show, kind, directory } = useSearch({ from: paths.cases })
  const found = useOpenCases()
  const floods = (found?.floods ?? []).filter(
    (one) => (kind ?? one.kind) === one.kind && (directory ?? one.directory.id) === one.directory.id,
  )
  if (show === 'closed' || (kind && directory) || floods.length === 0) return null
  return (
    <Card title={cases.floods} flush>
      <p className={`second ${c.lead}`}>{cases.floodsWhy}</p>
      <Table
        label={cases.floods}
        items={floods}
        keyOf={(one) => `${one.kind} ${one.directory.id}`}
        columns={[
          { head: cases.kind, cell: (one) => <span className="strong">{cases.kinds[one.kind]}</span> },
          { head: cases.directory, cell: (one) => <bdi>{one.directory.name}</bdi> },
          { head: cases.since, cell: (one) => <When at={one.since} /> },
          { head: cases.open, cell: (one) => cases.flood(one.open, found?.countedMax ?? 0), isNumber: true },
          {
            head: cases.look,
            isAct: true,
            cell: (one) => (
              <Link to={paths.cases} search={{ kind: one.kind, directory: one.directory.id }}>
                {cases.seeThem}
              </Link>
            ),
          },
        ]}
      />
    </Card>
  )
}

function Cases() {
  const { shell, cases } = useTexts()
  const { show: state = 'open', kind, directory } = useSearch({ from: paths.cases })
  const query = useInfiniteQuery({
    ...list('GET /api/cases', {
      query: { state, ...(kind && { kind }), ...(directory && { directoryId: directory }) },
    }),
    placeholderData: keepPreviousData,
  })
  return (
    <Card title={shell.cases} flush aside={<States />}>
      <Listed query={query} empty={<Empty />}>
        {(items) => (
          <Table
            label={shell.cases}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { head: cases.question, cell: (one) => <Question found={one} /> },
              { head: cases.about, cell: (one) => <About found={one} /> },
              { head: cases.directory, cell: (one) => one.directory && <bdi>{one.directory.name}</bdi> },
              ...(state === 'closed'
                ? [{ head: cases.outcome, cell: (one: Case) => <CaseOutcome found={one} /> }]
                : []),
              {
                head: state === 'closed' ? cases.when : cases.since,
                cell: (one) => <When at={one.closedAt ?? one.openedAt} />,
              },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}

/** Open or closed: a choice that stands in the address, beside the filters. */
function States() {
  const { cases } = useTexts()
  const { show, ...filters } = useSearch({ from: paths.cases })
  return (
    <Segments label={cases.which}>
      <Link to={paths.cases} search={filters} aria-current={show === undefined ? 'true' : undefined}>
        {cases.open}
      </Link>
      <Link
        to={paths.cases}
        search={{ ...filters, show: 'closed' }}
        aria-current={show === 'closed' ? 'true' : undefined}
      >
        {cases.closed}
      </Link>
    </Segments>
  )
}

function Empty() {
  const { cases } = useTexts()
  const { show, kind, directory } = useSearch({ from: paths.cases })
  if (kind || directory) return <EmptyState title={cases.noneFound}>{cases.noneFoundWhy}</EmptyState>
  return show === 'closed' ? (
    <EmptyState title={cases.noneClosed}>{cases.noneClosedWhy}</EmptyState>
  ) : (
    <EmptyState title={cases.none}>{cases.noneWhy}</EmptyState>
  )
}

function Question({ found: { id, kind } }: { found: Case }) {
  const { cases } = useTexts()
  return (
    <Link className="strong" to={paths.case} params={{ caseId: id }}>
      {cases.questions[kind]}
    </Link>
  )
}

function About({ found: { customer, otherCustomer, organization } }: { found: Case }) {
  const names = [customer, otherCustomer, organization].flatMap((one) => (one ? [one] : []))
  return (
    <ul>
      {names.map(({ id, name }) => (
        <li key={id}>
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  )
}
