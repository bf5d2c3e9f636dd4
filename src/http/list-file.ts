import type { Readable } from 'node:stream'
import type { Cell } from '../model/csv.ts'
import { dayOf } from '../model/day.ts'
import { keyOf } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Site } from '../storage/sites.ts'
import type { CallContext } from './contract-call.ts'
import { stuckMaxMs } from './downloads.ts'
import type { StaffCaller } from './staff-caller.ts'

/** So many rows are read at once, and are in memory. */
const pageSize = 500

export type Columns<Row> = readonly (readonly [heading: string, cell: (row: Row) => Cell])[]

interface ExportCall extends Pick<CallContext, 'database' | 'downloads' | 'now' | 'reply'> {
  readonly site: Site
  readonly caller: StaffCaller
  readonly audit: AuditContext
  readonly query: object
}

interface ListPage<Row> {
  readonly items: readonly Row[]
  readonly next: string | null
}

/**
 * A list as a file: the list's own handler is asked page by page, so that a file holds what the list shows. That somebody
 * took it is audited, with how many rows; what was searched for may be a name, and stays out of the audit.
 */
export async function download<Row>(
  call: ExportCall,
  what: string,
  columns: Columns<Row>,
  list: (page: { limit: number; after: string | undefined }) => Promise<ListPage<Row>>,
): Promise<Readable> {
  const { database, downloads, site, caller, now, reply } = call
  downloads.requireRoom(site.id, caller)
  // A wrong filter is refused like any other call, and not in the middle of a file.
  const first = await list({ limit: pageSize, after: undefined })
  const filters = Object.entries(call.query).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  const stream = downloads.openTable(site.id, caller, {
    heading: columns.map(([heading]) => heading),
    pages: pagesBehind(first, columns, list),
    onDone: (rows, complete) =>
      database.inSite(site.id, async (tx) => {
        audit(tx, call.audit, {
          action: 'export.made',
          subjectKind: 'site',
          subject: keyOf(site.id),
          details: { what, rows, complete, filters },
        })
      }),
  })
  const name = `${site.slug}-${what}-${dayOf(now, site.timeZone)}.csv`
  void reply.header('content-disposition', `attachment; filename="${name}"`)
  reply.raw.setTimeout(stuckMaxMs)
  return stream
}

async function* pagesBehind<Row>(
  first: ListPage<Row>,
  columns: Columns<Row>,
  list: (page: { limit: number; after: string | undefined }) => Promise<ListPage<Row>>,
): AsyncGenerator<Cell[][]> {
  for (let page = first; ; page = await list({ limit: pageSize, after: page.next ?? undefined })) {
    yield page.items.map((row) => columns.map(([, cell]) => cell(row)))
    if (page.next === null) return
  }
}
