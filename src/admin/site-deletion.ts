import { conflict, invalid, notFound } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { deletionGraceDays, leavingFirst } from '../model/site-deletion.ts'
import type { AttachmentFiles } from '../storage/attachment-files.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import { type Database, violatedConstraint } from '../storage/database.ts'
import {
  beginRemoval,
  countSite,
  removeSite,
  removeSome,
  type SiteCounts,
  type SiteTable,
  setDeletionDue,
  siteTables,
} from '../storage/site/removal.ts'
import { listSites, type Site, siteForUpdate } from '../storage/sites.ts'
import { countAllCustomers } from './usage.ts'

const dayMs = 24 * 60 * 60 * 1000
/** So many rows go at once: nobody else waits for long. */
const stepRows = 5_000

/** What would go with a site: every customer is counted, and of the rest up to ten thousand of each. */
export async function countsOf(
  database: Database,
  siteId: number,
): Promise<SiteCounts & { readonly customers: number }> {
  const [[rest] = []] = await database.readInSite(siteId, [countSite(siteId)])
  return { customers: await countAllCustomers(database, siteId), ...(rest as SiteCounts) }
}

/**
 * Has a site go in a week. Until then it answers nothing but its restoration.
 * @param typed the site's short name, as somebody typed it to be sure
 * @throws DoorwardError 'invalid' when that is another one
 */
export async function deleteSite(
  database: Database,
  site: Site,
  typed: string,
  context: AuditContext,
): Promise<Site> {
  if (typed !== site.slug) throw invalid('confirm', `must be the site's short name, ${site.slug}.`)
  return database.inSite(site.id, async (tx) => {
    const [before] = await tx.read<Site>(siteForUpdate(site.id))
    if (!before) throw notFound(`The site ${site.slug}`, 'site')
    if (before.deletionDue !== null) return before
    const deletionDue = new Date(context.now.getTime() + deletionGraceDays * dayMs)
    tx.write(setDeletionDue(site.id, deletionDue))
    audit(tx, context, {
      action: 'site.deletion-begun',
      subjectKind: 'site',
      subject: keyOf(site.id),
      details: { slug: site.slug, due: deletionDue.toISOString() },
    })
    return { ...before, deletionDue }
  })
}

/** The site stays, with everything that it had. */
export async function restoreSite(database: Database, site: Site, context: AuditContext): Promise<Site> {
  return database.inSite(site.id, async (tx) => {
    const [before] = await tx.read<Site>(siteForUpdate(site.id))
    if (!before) throw notFound(`The site ${site.slug}`, 'site')
    if (before.deletionDue === null) return before
    if (before.removing) throw conflict('It is too late: the site is being removed already.')
    tx.write(setDeletionDue(site.id, null))
    audit(tx, context, {
      action: 'site.restored',
      subjectKind: 'site',
      subject: keyOf(site.id),
      details: { due: { before: before.deletionDue.toISOString(), after: null } },
    })
    return { ...before, deletionDue: null }
  })
}

/** Removes the sites that are due, in steps. Whatever was interrupted goes on at the next run. */
export async function removeDueSites(
  database: Database,
  files: AttachmentFiles,
  now: Date,
): Promise<{ readonly removed: number }> {
  let removed = 0
  const failures: unknown[] = []
  for (const { id, deletionDue } of await database.readSites<Site>(listSites())) {
    if (deletionDue === null || deletionDue > now) continue
    // One that cannot be removed keeps no other.
    await removeDue(database, files, id, now).then(
      (isGone) => {
        if (isGone) removed++
      },
      (error: unknown) => failures.push(error),
    )
  }
  if (failures.length > 0) throw failures[0]
  return { removed }
}

async function removeDue(
  database: Database,
  files: AttachmentFiles,
  siteId: number,
  now: Date,
): Promise<boolean> {
  const begun = await database.inSite(siteId, (tx) => tx.read(beginRemoval(siteId, now)))
  if (begun.length === 0) return false
  await removeRows(database, siteId)
  // Before the site itself: were this interrupted, it is found again. Nobody brings files to a site that goes.
  await files.removeSite(siteId)
  await database.inSite(siteId, async (tx) => tx.write(removeSite(siteId)))
  return true
}

async function removeRows(database: Database, siteId: number): Promise<void> {
  const tables = leavingFirst((await database.readSites<SiteTable>(siteTables())) as SiteTable[])
  // Tables that refer to each other in a circle, and whoever still writes, need another round.
  for (let isEmpty = false; !isEmpty; ) {
    isEmpty = true
    let gone = 0
    for (const table of tables) {
      const done = await removeFrom(database, siteId, table)
      gone += done.gone
      isEmpty &&= done.isEmpty
    }
    if (!isEmpty && gone === 0) throw conflict('The rows of a site hold each other, and none can be removed.')
  }
}

async function removeFrom(
  database: Database,
  siteId: number,
  table: string,
): Promise<{ gone: number; isEmpty: boolean }> {
  let gone = 0
  for (;;) {
    try {
      const step = removeSome(table, siteId, stepRows)
      const [row] = await database.inSite(siteId, (tx) => tx.read<{ gone: number }>(step))
      if (!row || row.gone === 0) return { gone, isEmpty: true }
      gone += row.gone
    } catch (error) {
      if (violatedConstraint(error) === undefined) throw error
      return { gone, isEmpty: false }
    }
  }
}
