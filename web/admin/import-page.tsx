import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { ImportForm } from './import-form.tsx'
import type { Import } from './import-status.ts'
import { useImportTexts } from './import-texts.ts'
import { useLanguage } from './language.ts'

/** Bringing a file of customers or organizations, and those that were brought in the last days. */
export function ImportPage() {
  const { texts } = useLanguage()
  const words = useImportTexts()
  const { shell } = texts
  const { kind = 'customers' } = useSearch({ from: paths.imports })
  const query = useInfiniteQuery(list('GET /api/imports', { query: {} }))
  return (
    <Page title={words.title} crumb={<Link to={paths.people}>{shell.people}</Link>} sub={words.sub}>
      <ImportForm key={kind} kind={kind} />
      <Card title={words.earlier} flush>
        <Listed query={query} empty={<EmptyState title={words.noneYet}>{words.noneYetWhy}</EmptyState>}>
          {(items) => <Imports items={items} />}
        </Listed>
      </Card>
    </Page>
  )
}

function Imports({ items }: { items: readonly Import[] }) {
  const { language } = useLanguage()
  const words = useImportTexts()
  const number = new Intl.NumberFormat(language)
  return (
    <Table
      label={words.earlier}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.file,
          cell: ({ id, fileName, kind }) => (
            <>
              <Link className="strong" to={paths.import} params={{ importId: id }}>
                <bdi>{fileName}</bdi>
              </Link>
              <div className="quiet small">{words.kinds[kind]}</div>
            </>
          ),
        },
        { head: words.state, cell: ({ state }) => words.states[state] },
        { head: words.rows, isNumber: true, cell: ({ rows }) => number.format(rows) },
        {
          head: words.counts.create,
          isNumber: true,
          cell: ({ counts }) => number.format(counts.create),
        },
        {
          head: words.counts.refused,
          isNumber: true,
          cell: ({ counts }) => number.format(counts.refused),
        },
        { head: words.when, cell: ({ createdAt }) => <When at={createdAt} /> },
      ]}
    />
  )
}
