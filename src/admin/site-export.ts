import { open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { conflict, notFound } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { exportStateAt, lostBefore, signOfLifeMs } from '../model/site-export.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { newId } from '../storage/new-id.ts'
import { leaveTask } from '../storage/outbox.ts'
import { exportSite } from '../storage/site/export-file.ts'
import {
  beginExport,
  breakOffExport,
  dropExportParts,
  type ExportAttempt,
  exportById,
  exportPart,
  finishExport,
  forgetExports,
  giveUpLostExports,
  insertExport,
  keepExportPart,
  listExports,
  type SiteExport,
  showExportLife,
} from '../storage/site/exports.ts'
import { type Site, siteForUpdate } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'

/** So long an export can be downloaded. */
const keptMs = 24 * 60 * 60 * 1000
/** Each holds the whole site once more. */
const keptMax = 3

/** The exports of a site as they stand now, the newest first. */
export async function exportsOf(database: Database, siteId: number, now: Date): Promise<SiteExport[]> {
  const [rows = []] = await database.readInSite(siteId, [listExports(siteId)])
  return (rows as SiteExport[]).map((one) => ({ ...one, state: exportStateAt(one, now) }))
}

/** @throws DoorwardError 'conflict' while one is being made, and when enough are kept */
export async function requestExport(
  database: Database,
  site: Site,
  context: AuditContext,
): Promise<SiteExport> {
  const exportId = newId()
  const { now } = context
  const expiresAt = new Date(now.getTime() + keptMs)
  await database.inSite(site.id, async (tx) => {
    await tx.read(siteForUpdate(site.id))
    await tx.read(giveUpLostExports(site.id, lostBefore(now)))
    const all = await tx.read<SiteExport>(listExports(site.id))
    const isUnderWay = all.some(
      (one) => (one.state === 'waiting' || one.state === 'running') && one.expiresAt > now,
    )
    if (isUnderWay) throw conflict('An export is being made already. Wait for that one.')
    const kept = all.filter((one) => one.state === 'ready' && one.expiresAt > now)
    if (kept.length >= keptMax) {
      throw conflict(`${keptMax} exports are kept already. Download one of them, or wait until one is over.`)
    }
    tx.write(insertExport(site.id, exportId, now, expiresAt))
    leaveTask(tx, now, 'export-site', { exportId })
    audit(tx, context, {
      action: 'site.export-requested',
      subjectKind: 'site',
      subject: keyOf(site.id),
      details: { exportId },
    })
  })
  return findExport(database, site.id, exportId)
}

async function findExport(database: Database, siteId: number, exportId: string): Promise<SiteExport> {
  const [rows = []] = await database.readInSite(siteId, [exportById(siteId, exportId)])
  const [found] = rows as SiteExport[]
  if (!found) throw notFound('This export')
  return found
}

/**
 * Makes a requested export; interrupted, it begins anew, and what is made is not made again.
 * @throws DoorwardError 'conflict' when the attempt was given up meanwhile, because it showed no sign of life
 */
export async function makeExport(
  database: Database,
  ownerUrl: string,
  siteId: number,
  { exportId, isLastAttempt }: { readonly exportId: string; readonly isLastAttempt: boolean },
  now: Date,
): Promise<void> {
  const attempt: ExportAttempt = { siteId, exportId, attemptId: newId() }
  const isBegun = await database.inSite(siteId, async (tx) => {
    const begun = await tx.read(beginExport(attempt, now))
    if (begun.length > 0) tx.write(dropExportParts(attempt))
    return begun.length > 0
  })
  if (!isBegun) return
  const isAlive = () => database.inSite(siteId, async (tx) => tx.write(showExportLife(attempt, new Date())))
  // A sign that is missed is made up for by the next.
  const life = setInterval(() => void isAlive().catch(() => {}), signOfLifeMs)
  try {
    await writeParts(database, ownerUrl, attempt, now)
  } catch (error) {
    const state = isLastAttempt ? 'failed' : 'waiting'
    await database
      .inSite(siteId, async (tx) => tx.write(breakOffExport(attempt, state, new Date())))
      // Nobody could be told: it counts as lost in a while. Why it failed says more.
      .catch(() => {})
    throw error
  } finally {
    clearInterval(life)
  }
}

async function writeParts(
  database: Database,
  ownerUrl: string,
  attempt: ExportAttempt,
  now: Date,
): Promise<void> {
  const { siteId } = attempt
  const write = async (statement: Query) => {
    const written = await database.inSite(siteId, (tx) => tx.read(statement))
    if (written.length === 0) throw conflict('This export was given up. Ask for another one.')
  }
  let number = 0
  let bytes = 0
  await exportSite(ownerUrl, siteId, now, async (content, progress) => {
    bytes += content.length
    await write(keepExportPart(attempt, { number: number++, content }, { ...progress, bytes }, new Date()))
  })
  await write(finishExport(attempt, new Date(now.getTime() + keptMs)))
}

/**
 * Writes an export to a file that does not exist yet, readable by its owner alone.
 * @throws DoorwardError 'conflict' when the file exists or cannot be written
 */
export async function exportToFile(
  database: Database,
  ownerUrl: string,
  site: Site,
  file: string,
  context: AuditContext,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw conflict(`${file} cannot be made: ${error.code}. Name another file.`, 'file')
  })
  try {
    let bytes = 0
    const { rows } = await exportSite(ownerUrl, site.id, context.now, async (piece) => {
      bytes += piece.length
      await handle.write(piece)
    })
    await handle.sync()
    await database.inSite(site.id, async (tx) => {
      audit(tx, context, {
        action: 'site.export-downloaded',
        subjectKind: 'site',
        subject: keyOf(site.id),
        details: { exportId: null, rows },
      })
    })
    return { rows, bytes }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

/**
 * The file, read piece by piece as it is taken.
 * @param isPresent whether whoever takes it still may; asked before each piece
 * @throws DoorwardError 'not-found' when it is not there, not ready, or its time is over
 */
export async function openExport(
  database: Database,
  site: Site,
  exportId: string,
  context: AuditContext,
  isPresent: () => Promise<boolean>,
): Promise<{ readonly name: string; readonly content: Readable }> {
  const found = await findExport(database, site.id, exportId)
  if (found.state !== 'ready' || found.expiresAt <= context.now) throw notFound('This export')
  await database.inSite(site.id, async (tx) => {
    audit(tx, context, {
      action: 'site.export-downloaded',
      subjectKind: 'site',
      subject: keyOf(site.id),
      details: { exportId },
    })
  })
  const name = `${site.slug}-${found.requestedAt.toISOString().slice(0, 10)}.jsonl.gz`
  const pieces = piecesOf(database, site.id, found, isPresent)
  return { name, content: Readable.from(pieces, { highWaterMark: 1 }) }
}

/** Where the file goes on no more it breaks off, so that no browser takes it for whole. */
async function* piecesOf(
  database: Database,
  siteId: number,
  { id, bytes }: SiteExport,
  isPresent: () => Promise<boolean>,
): AsyncGenerator<Buffer> {
  let taken = 0
  for (let part = 0; taken < bytes; part++) {
    const [rows = []] = await database.readInSite(siteId, [exportPart(siteId, id, part)])
    const [found] = rows as { content: Buffer }[]
    if (!found || !(await isPresent())) throw notFound('This export')
    taken += found.content.length
    yield found.content
  }
}

/** Removes a site's exports whose time is over, and what is left of those that nobody makes any more. */
export async function forgetOldExports(database: Database, siteId: number, now: Date): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    tx.write(forgetExports(siteId, now))
    await tx.read(giveUpLostExports(siteId, lostBefore(now)))
  })
}
