import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { invalid } from '../../model/errors.ts'

const nightly = /^doorward-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup(\.partial)?$/

const dayOf = (name: string) => name.slice(0, 'doorward-2026-11-28'.length)

/** The name of a backup that the server makes by itself; the order of names is the order of time. */
export function nightlyName(now: Date): string {
  return `doorward-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup`
}

/**
 * Removes the oldest nightly backups of a folder, and what a crash left of older ones; touches no file of any other name.
 * Of a day the first and the last one count: whoever has backups made all day long pushes none of other days out.
 * @param keep of how many days they stay, at least one
 * @returns the names of the removed files
 */
export async function pruneBackups(folder: string, keep: number): Promise<string[]> {
  if (!Number.isSafeInteger(keep) || keep < 1) throw invalid('keep', 'must be a whole number of at least 1')
  const found = await filesOf(folder)
  const complete = found.filter((name) => name.endsWith('.backup'))
  const newest = complete.at(-1) ?? ''
  // Nightly backups follow one another: an unfinished one that is older than a finished one is nobody's work.
  const cutOff = found.filter((name) => name.endsWith('.partial') && name < newest)
  const byDay = Map.groupBy(complete, dayOf)
  const kept = [...byDay.values()].slice(-keep).flatMap((ofDay) => [ofDay[0], ofDay.at(-1)])
  const removed = [...complete.filter((name) => !kept.includes(name)), ...cutOff]
  for (const name of removed) await rm(join(folder, name), { force: true })
  return removed
}

/** The names of the complete nightly backups of a folder, the oldest first. */
export async function nightlyBackups(folder: string): Promise<string[]> {
  return (await filesOf(folder)).filter((name) => name.endsWith('.backup'))
}

async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && nightly.test(entry.name))
    .map(({ name }) => name)
    .sort()
}
