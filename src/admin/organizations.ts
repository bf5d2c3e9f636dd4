import { notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import type { Database } from '../storage/database.ts'
import {
  type OrganizationRow,
  organizationById,
  organizationByName,
} from '../storage/identity/organizations.ts'

/**
 * Finds an organization by its id, or by its name without regard to case.
 * @param field what the caller calls `idOrName`, for the error
 */
export async function findOrganization(
  database: Database,
  siteId: number,
  field: string,
  idOrName: string,
): Promise<OrganizationRow> {
  const queries = [organizationByName(siteId, idOrName.trim())]
  if (isResourceId(idOrName)) queries.unshift(organizationById(siteId, idOrName))
  const [organization] = (await database.readInSite(siteId, queries)).flat() as OrganizationRow[]
  if (!organization) throw notFound(`The organization ${idOrName}`, field)
  return organization
}
