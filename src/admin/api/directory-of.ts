import type { CallContext } from '../../http/contract-call.ts'
import { notFound } from '../../model/errors.ts'
import { keyOf } from '../../model/ids.ts'
import type { Directory } from '../../storage/identity/directories.ts'
import type { Site } from '../../storage/sites.ts'
import { findDirectory } from '../directories.ts'

interface InDirectory extends Pick<CallContext, 'database'> {
  readonly site: Site
  readonly params: { readonly directoryId: string }
}

/** The directory of a call, by its id only: a name is no address, because it changes. */
export async function directoryOf({ database, site, params }: InDirectory): Promise<Directory> {
  const found = await findDirectory(database, site, params.directoryId)
  if (keyOf(found.directoryId) !== params.directoryId) throw notFound('This directory')
  return found
}
