import type { Call } from '../../http/contract-call.ts'
import { addStatus, changeStatus, readStatus, readStatuses } from '../../requests/statuses.ts'
import type { StatusRow } from '../../storage/desk/statuses.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

const statusView = ({ id, category, name, archivedAt }: StatusRow) => ({
  id,
  category,
  name,
  archivedAt: archivedAt?.toISOString() ?? null,
})

/** The statuses that a site adds to the five. */
export const statusHandlers = {
  async listStatuses({ database, site }: Call<Api['listStatuses']>) {
    return { items: (await readStatuses(database, site.id)).map(statusView) }
  },

  async addStatus({ database, site, body, audit }: Call<Api['addStatus']>) {
    return statusView(await addStatus(database, site.id, body, audit))
  },

  async getStatus({ database, site, params }: Call<Api['getStatus']>) {
    return statusView(await readStatus(database, site.id, params.statusId))
  },

  async changeStatus({ database, site, params, body, audit, unchanged }: Call<Api['changeStatus']>) {
    const { statusId } = params
    return statusView(
      await changeStatus(database, site.id, statusId, body, audit, unchanged(statusId, statusView)),
    )
  },
}
