import type { Call } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { idleSince } from '../../model/access/session.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import { highestId, keyOf, lowestId } from '../../model/ids.ts'
import type { LinkKind } from '../../storage/access/links.ts'
import {
  type AccessCounts,
  listStaff,
  listStaffOf,
  type StaffRow,
  staffAccess,
  staffById,
} from '../../storage/access/staff.ts'
import { type AuditRow, actorShown, listAudit } from '../../storage/audit.ts'
import type { adminApi } from '../contract.ts'
import { findDirectory } from '../directories.ts'
import { type Names, readNames } from '../names.ts'
import { changeStaff, removeSecondFactor, type StaffContext, setDisabled, stateOf } from '../staff.ts'
import { createStaff, inviteStaff, resetStaff, resetStaffByMail } from '../staff-invitations.ts'
import { type IssuedLink, linkUrl } from '../staff-links.ts'

type Api = typeof adminApi
type AnyCall = Pick<Call<Api['createStaff']>, 'sites' | 'site' | 'publicUrl' | 'now' | 'audit' | 'caller'>

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

function staffView(staff: StaffRow): Answer<Api['getStaff']> {
  const { id, name, address, role, createdAt, updatedAt, lastSignInAt, directoryId, directoryName } = staff
  return {
    id,
    name,
    address,
    role,
    state: stateOf(staff),
    secondFactor: staff.secondFactor,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    lastSignInAt: iso(lastSignInAt),
    directory: directoryId === null ? null : { id: keyOf(directoryId), name: directoryName ?? '' },
    roleByRule: staff.ruleRole,
  }
}

async function linkView({ sites, site, publicUrl, now }: AnyCall, kind: LinkKind, link: IssuedLink) {
  const url = linkUrl(await sites.urlOf(site, publicUrl, now), kind, link)
  return { url, expiresAt: link.expiresAt.toISOString() }
}

/** What the caller's role allows is allowed. */
const contextOf = ({ audit, caller }: AnyCall): StaffContext => ({ ...audit, role: caller.role })

function auditView(event: AuditRow, names: Names): Item<Api['listAudit']> {
  const { id, at, actorId, directoryId, details, values } = event
  return {
    id,
    at: at.toISOString(),
    actor: { ...actorShown(event), staffId: actorId },
    action: event.action,
    subjectKind: event.subjectKind,
    subject: event.subject,
    directory: directoryId === null ? null : { id: keyOf(directoryId), name: names.directory(directoryId) },
    requestId: event.requestId,
    details: JSON.parse(details),
    values: values === null ? null : JSON.parse(values),
  }
}

export const staffHandlers = {
  async listStaff({ database, site, query }: Call<Api['listStaff']>) {
    const page = { after: readIdPlace(query.after, lowestId), limit: query.limit + 1 }
    const directory =
      query.directoryId === undefined ? undefined : await findDirectory(database, site, query.directoryId)
    const [found = []] = await database.readInSite(site.id, [
      directory ? listStaffOf(site.id, directory.directoryId, page) : listStaff(site.id, page),
    ])
    const { rows, next } = pageOfRows(found as StaffRow[], query.limit, ({ id }) => id)
    return { items: rows.map(staffView), next }
  },

  async createStaff(call: Call<Api['createStaff']>) {
    const { database, site, caller } = call
    const { byMail, ...wanted } = call.body
    if (byMail) {
      const { staff, mailId } = await inviteStaff(database, site.id, wanted, caller.name, contextOf(call))
      return { staff: staffView(staff), link: null, mailId }
    }
    const { staff, link } = await createStaff(database, site.id, wanted, contextOf(call))
    return { staff: staffView(staff), link: await linkView(call, 'invite', link), mailId: null }
  },

  async getStaff({ database, site, params }: Call<Api['getStaff']>) {
    const [rows = []] = await database.readInSite(site.id, [staffById(site.id, params.staffId)])
    const [found] = rows as StaffRow[]
    if (!found) throw notFound('This person')
    return staffView(found)
  },

  async getStaffAccess({ database, site, params, now }: Call<Api['getStaffAccess']>) {
    const [rows = []] = await database.readInSite(site.id, [
      staffAccess(site.id, params.staffId, { idleSince: idleSince(now), now }),
    ])
    const [found] = rows as AccessCounts[]
    if (!found) throw notFound('This person')
    return found
  },

  async changeStaff(call: Call<Api['changeStaff']>) {
    const { database, site, params, body } = call
    const unchanged = call.unchanged(params.staffId, staffView)
    return staffView(await changeStaff(database, site.id, params.staffId, body, contextOf(call), unchanged))
  },

  async disableStaff(call: Call<Api['disableStaff']>) {
    const { database, site, params } = call
    return staffView(await setDisabled(database, site.id, params.staffId, true, contextOf(call)))
  },

  async enableStaff(call: Call<Api['enableStaff']>) {
    const { database, site, params } = call
    return staffView(await setDisabled(database, site.id, params.staffId, false, contextOf(call)))
  },

  async removeSecondFactor(call: Call<Api['removeSecondFactor']>) {
    const { database, site, params } = call
    return staffView(await removeSecondFactor(database, site.id, params.staffId, contextOf(call)))
  },

  async mailStaffLink(call: Call<Api['mailStaffLink']>) {
    const { database, site, params, caller } = call
    const { staffId } = params
    const { mailId } = await resetStaffByMail(database, site.id, staffId, caller.name, contextOf(call))
    return { mailId }
  },

  async resetStaff(call: Call<Api['resetStaff']>) {
    const { database, site, params } = call
    const { staff, link } = await resetStaff(database, site.id, params.staffId, contextOf(call))
    return linkView(call, staff.invited ? 'invite' : 'reset', link)
  },

  async listAudit({ database, site, query }: Call<Api['listAudit']>) {
    const before = readIdPlace(query.after, highestId)
    const { subject, limit } = query
    const [found = []] = await database.readInSite(site.id, [
      listAudit(site.id, { subject: subject?.toLowerCase(), before, limit: limit + 1 }),
    ])
    const { rows, next } = pageOfRows(found as AuditRow[], limit, ({ id }) => id)
    const names = await readNames(database, site)
    return { items: rows.map((one) => auditView(one, names)), next }
  },
}
