// The doors of the sign-in page besides its box.
import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { type DoorRow, openDoors } from '../../storage/access/portal-people.ts'
import type { portalApi } from '../contract/portal.ts'
import { doorPath } from './box.ts'

type Api = typeof portalApi

/** More companies than anybody looks through have a chooser of no use: they are found by an address. */
const companiesMax = 500

/** Only directories that sign people in, and all of them only where the site shows its customers' companies. */
export async function getDoors({ site, database }: Call<Api['getDoors']>): Promise<Answer<Api['getDoors']>> {
  const {
    id,
    companyChooser,
    defaultDirectoryId,
    customerPasswords: passwords,
    customerPasskeys: passkeys,
  } = site
  if (!companyChooser && defaultDirectoryId === null)
    return { first: null, companies: null, passwords, passkeys }
  const [rows = []] = await database.readInSite(id, [
    openDoors(id, companyChooser ? null : defaultDirectoryId, companiesMax),
  ])
  const doors = rows as DoorRow[]
  const view = ({ directoryId, name }: DoorRow) => ({ name, path: doorPath(id, directoryId) })
  const first = doors.find(({ directoryId }) => directoryId === defaultDirectoryId)
  return {
    first: first ? view(first) : null,
    companies: companyChooser ? doors.map(view) : null,
    passwords,
    passkeys,
  }
}
