import type { CallContext } from '../../http/contract-call.ts'
import type { StaffCaller } from '../../http/staff-caller.ts'
import { requireMayBringStaff } from '../../model/access/staff.ts'
import { notFound } from '../../model/errors.ts'
import type { Audience } from '../../model/identity/audience.ts'
import { keyOf } from '../../model/ids.ts'
import { ownerInDomains } from '../../storage/access/staff.ts'
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

interface Acting extends InDirectory {
  readonly caller: StaffCaller
}

/** The same for what makes a directory say more: of one of staff that is as good as changing the staff. */
export async function directoryToGrant(call: Acting, domains: readonly string[] = []): Promise<Directory> {
  const directory = await directoryOf(call)
  await requireMayGrant(call, directory.audience, domains)
  return directory
}

/**
 * @param domains of which the directory is to speak
 * @throws DoorwardError 'forbidden'
 */
export async function requireMayGrant(
  { database, site, caller }: Pick<Acting, 'database' | 'site' | 'caller'>,
  audience: Audience,
  domains: readonly string[],
): Promise<void> {
  if (audience !== 'staff') return
  const [owners = []] =
    domains.length > 0 ? await database.readInSite(site.id, [ownerInDomains(site.id, domains)]) : []
  requireMayBringStaff(caller.permissions, owners.length > 0)
}
