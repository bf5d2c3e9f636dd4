import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { invitationState } from '../../model/access/invitation.ts'
import type { Item } from '../../model/contract.ts'
import { highestId } from '../../model/ids.ts'
import { type InvitationRow, listInvitations } from '../../storage/access/invitations.ts'
import type { adminApi } from '../contract.ts'
import { invite, inviteAgain, takeInvitationBack } from '../invitations.ts'

type Api = typeof adminApi

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

const viewOf = (row: InvitationRow, now: Date): Item<Api['listInvitations']> => ({
  id: row.id,
  address: row.address,
  name: row.name,
  organization:
    row.organizationId !== null && row.organization !== null
      ? { id: row.organizationId, name: row.organization }
      : null,
  words: row.words,
  state: invitationState(row, now),
  mail: row.mail,
  madeBy: row.madeBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  acceptedAt: iso(row.acceptedAt),
  revokedAt: iso(row.revokedAt),
  customerId: row.customerId,
})

export const invitationHandlers = {
  async listInvitations({ database, site, query, now }: Call<Api['listInvitations']>) {
    const { address, state, after, limit } = query
    const page = { before: readIdPlace(after, highestId), limit: limit + 1 }
    const [found = []] = await database.readInSite(site.id, [
      listInvitations(site.id, { ...(address && { address }), ...(state && { state }), now }, page),
    ])
    const { rows, next } = pageOfRows(found as InvitationRow[], limit, ({ id }) => id)
    return { items: rows.map((row) => viewOf(row, now)), next }
  },

  async inviteCustomers({ database, site, body, caller, audit, now }: Call<Api['inviteCustomers']>) {
    const words = body.words === '' ? undefined : body.words
    const { invited, refused } = await invite(database, site.id, { ...body, words }, caller.name, audit)
    return { invited: invited.map((row) => viewOf(row, now)), refused: [...refused] }
  },

  async sendInvitationAgain({
    database,
    site,
    params,
    caller,
    audit,
    now,
  }: Call<Api['sendInvitationAgain']>) {
    return viewOf(await inviteAgain(database, site.id, params.invitationId, caller.name, audit), now)
  },

  async revokeInvitation({ database, site, params, audit }: Call<Api['revokeInvitation']>) {
    await takeInvitationBack(database, site.id, params.invitationId, audit)
    return undefined
  },
}
