import { open, rm } from 'node:fs/promises'
import type { Command } from 'commander'
import { customerColumns, organizationColumns, withOrganizations } from '../admin/api/exports.ts'
import { customerView, organizationView } from '../admin/api/people.ts'
import { readNames } from '../admin/names.ts'
import { byteOrderMark, type Cell, csvLine } from '../model/csv.ts'
import { conflict } from '../model/errors.ts'
import { foldName } from '../model/identity/organization.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { type CustomerRow, listCustomers } from '../storage/identity/customers.ts'
import { listOrganizations, type OrganizationRow } from '../storage/identity/organizations.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { counted } from './table.ts'

const pageSize = 500

/** What is exported: its headings, and its rows page by page. */
interface Exported {
  readonly what: 'people' | 'organizations'
  readonly headings: readonly string[]
  pages(database: Database, site: Site): AsyncIterable<Cell[][]>
}

const exported: { readonly [kind in 'customers' | 'organizations']: Exported } = {
  customers: {
    what: 'people',
    headings: customerColumns.map(([heading]) => heading),
    async *pages(database, site) {
      const names = await readNames(database, site)
      for (let after = lowestId; ; ) {
        const [rows = []] = await database.readInSite(site.id, [
          listCustomers(site.id, { after, limit: pageSize }),
        ])
        const listed = (rows as CustomerRow[]).map((row) => customerView(row, names))
        const page = await withOrganizations(database, site.id, listed)
        yield page.map((one) => customerColumns.map(([, cell]) => cell(one)))
        const last = page.at(-1)
        if (!last || page.length < pageSize) return
        after = last.id
      }
    },
  },
  organizations: {
    what: 'organizations',
    headings: organizationColumns.map(([heading]) => heading),
    async *pages(database, site) {
      for (let after = ''; ; ) {
        const [rows = []] = await database.readInSite(site.id, [
          listOrganizations(site.id, { after, limit: pageSize }),
        ])
        const page = (rows as OrganizationRow[]).map(organizationView)
        yield page.map((one) => organizationColumns.map(([, cell]) => cell(one)))
        const last = page.at(-1)
        if (!last || page.length < pageSize) return
        after = foldName(last.name)
      }
    },
  },
}

/** `customer export` and `organization export` */
export function exportCommand(parent: Command, kind: keyof typeof exported): void {
  parent
    .command('export')
    .description(`Write all ${kind} into a file of comma-separated values, as the page does`)
    .argument('<file>', 'a file that does not exist yet; only its owner can read it')
    .option(...siteOption)
    .action(async (file: string, { site }: { site?: string }, command: Command) => {
      await runCommand(command, (context) => writeFile(context, exported[kind], file, site))
    })
}

async function writeFile(
  { database, audit: by, site: siteOf }: CommandContext,
  { what, headings, pages }: Exported,
  file: string,
  slug: string | undefined,
): Promise<CommandResult> {
  const site = await siteOf(slug)
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw conflict(`${file} cannot be made: ${error.code}. Name another file.`, 'file')
  })
  let rows = 0
  try {
    await handle.write(byteOrderMark + csvLine(headings))
    for await (const page of pages(database, site)) {
      rows += page.length
      await handle.write(page.map(csvLine).join(''))
    }
    await database.inSite(site.id, async (tx) => {
      audit(tx, by, {
        action: 'export.made',
        subjectKind: 'site',
        subject: keyOf(site.id),
        details: { what, rows, complete: true, filters: [] },
      })
    })
  } catch (error) {
    await rm(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  return { json: { file, rows }, text: `${file}: ${counted(rows, 'row', 'rows')}.` }
}
