import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import type { ImportTexts } from '../texts/en-import.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Segments } from '../ui/segments.tsx'
import { Table } from '../ui/table.tsx'
import c from './import.module.css'
import { type Import, type ImportRow, importVerdicts } from './import-status.ts'
import { useImportTexts } from './import-texts.ts'
import { useLanguage, useTexts } from './language.ts'

/** The rows of one verdict, each with its number in the file and why it is so. */
export function ImportRows({ of }: { of: Import }) {
  const { language } = useLanguage()
  const words = useImportTexts()
  const { verdict = 'refused' } = useSearch({ from: paths.import })
  const number = new Intl.NumberFormat(language)
  const { id: importId, counts } = of
  const query = useInfiniteQuery(
    list('GET /api/imports/{importId}/rows', { params: { importId }, query: { verdict } }),
  )
  return (
    <Card
      title={words.rows}
      aside={
        counts[verdict] > 0 && (
          <Download file={`imports/${importId}/rows`} what={words.download} filters={{ verdict }} />
        )
      }
      flush
    >
      <div className={c.verdicts}>
        <Segments label={words.verdicts}>
          {importVerdicts.map((one) => (
            <Link
              key={one}
              to={paths.import}
              params={{ importId }}
              search={one === 'refused' ? {} : { verdict: one }}
              activeOptions={{ exact: true }}
              resetScroll={false}
            >
              {`${words.counts[one]} ${number.format(counts[one])}`}
            </Link>
          ))}
        </Segments>
      </div>
      <Listed query={query} empty={<EmptyState title={words.noRow}>{words.noRowWhy[verdict]}</EmptyState>}>
        {(items) => (
          <Table
            label={words.rows}
            items={items}
            keyOf={(row) => String(row.number)}
            asLines
            columns={[
              { head: words.who, cell: (row) => <Who row={row} kind={of.kind} /> },
              { head: words.row, isNumber: true, cell: (row) => number.format(row.number) },
              { head: words.why, cell: (row) => <Why row={row} /> },
            ]}
          />
        )}
      </Listed>
    </Card>
  )
}

function Who({ row, kind }: { row: ImportRow; kind: Import['kind'] }) {
  const words = useImportTexts()
  const { name, address, subjectId } = row
  const shown = <bdi>{name ?? address ?? words.noName}</bdi>
  const isCustomer = kind === 'customers'
  return (
    <div className={c.who}>
      {subjectId === null ? (
        <span className="strong">{shown}</span>
      ) : isCustomer ? (
        <Link className="strong" to={paths.person} params={{ customerId: subjectId }}>
          {shown}
        </Link>
      ) : (
        <Link className="strong" to={paths.organization} params={{ organizationId: subjectId }}>
          {shown}
        </Link>
      )}
      {isCustomer && name !== null && <div className="quiet small">{address ?? words.noAddress}</div>}
    </div>
  )
}

/** The reason, and what of the row is left out. */
function Why({ row: { reason, by, says, notes, organizations, applied } }: { row: ImportRow }) {
  const words = useImportTexts()
  const { access } = useTexts()
  const known = reason === null ? undefined : reasonOf(reason, words, access)
  return (
    <div className={c.why}>
      {reason !== null && <div>{known ? known(by ?? '') : says}</div>}
      {notes.map(({ note }) => (
        <div key={note} className="second small">
          {words.notes[note](organizations.join(', '))}
        </div>
      ))}
      {applied && <div className="quiet small">{words.done}</div>}
    </div>
  )
}

type Words = ReturnType<typeof useTexts>

/** Its own reasons, and those of the access policy. */
function reasonOf(
  reason: string,
  { reasons }: ImportTexts,
  access: Words['access'],
): ((by: string) => string) | undefined {
  const all: Readonly<Record<string, (by: string) => string>> = { ...access.reasons, ...reasons }
  return all[reason]
}
