import type { Call } from '../../http/contract-call.ts'
import { notFound } from '../../model/errors.ts'
import { type Directory, directoryById } from '../../storage/identity/directories.ts'
import type { setupApi } from '../contract.ts'

export type Visit = Pick<Call<(typeof setupApi)['getSetup']>, 'database' | 'site' | 'setup'>

/** The directory of a visit, and no other. */
export async function directoryOf({ database, site, setup }: Visit): Promise<Directory> {
  const [[found] = []] = (await database.readInDirectory(site.id, setup.directoryId, [
    directoryById(site.id, setup.directoryId),
  ])) as [Directory[]]
  if (!found) throw notFound('This directory')
  return found
}
