import { isDeepStrictEqual } from 'node:util'
import { type AddressSource, addressSourceOf } from '../model/identity/dialect-settings.ts'
import {
  emailsOf,
  knownAs,
  listColumnsOf,
  type UserFacts,
  userFactsOf,
} from '../model/identity/directory-user.ts'
import { foldCase, type JsonObject } from '../model/identity/resource-filter.ts'
import { isResourceId } from '../model/ids.ts'
import { auditUser, type UserOutcome } from '../people/apply-user.ts'
import { introduceUser } from '../people/introduce-user.ts'
import { askForChange, askForDeletion } from '../people/locked-user.ts'
import { introduceStaff } from '../people/project-staff.ts'
import { dismissUser, followUser } from '../people/project-user.ts'
import { EqualUserName, OtherAddressSource, refuseUnlessSubscribed } from '../people/subscribed.ts'
import { ask, askRows, both } from '../storage/ask.ts'
import { count } from '../storage/counters.ts'
import { type Transaction, violatedConstraint } from '../storage/database.ts'
import { groupsOf, type Held, holdGroupsOf, requireHeld } from '../storage/identity/directory-groups.ts'
import {
  deleteUser,
  insertUser,
  rememberDeletedUser,
  type UserRow,
  updateUser,
  userById,
} from '../storage/identity/directory-users.ts'
import { removeFromAllGroups } from '../storage/identity/group-members.ts'
import type { LockedUser } from '../storage/identity/locked-users.ts'
import { deleteEmails, insertEmails } from '../storage/identity/user-emails.ts'
import { newId } from '../storage/new-id.ts'
import {
  answersPatchWithBody,
  asWanted,
  changedAt,
  hasVersion,
  noteRepairs,
  nothingChanged,
  requireVersion,
  type ScimAnswer,
  type ScimCall,
  selectionOf,
} from './call.ts'
import { activeStays, softDeletedUserName } from './dialect/writes.ts'
import { notFound, uniqueness } from './errors.ts'
import type { JsonWriter } from './json-writer.ts'
import { findPage, type Listing, placeOf, placesOf, type RenderedPage } from './list.ts'
import { readListRequest } from './list-request.ts'
import { readPatch } from './patch/patch-request.ts'
import { patchUser } from './patch/patch-user.ts'
import { etagOf, locationOf, renderList, renderUser, stored, unstored, userWriter } from './render.ts'
import { readResource } from './schema/resource.ts'
import { USER } from './schema/schemas.ts'
import { wants } from './schema/selection.ts'
import { withAllGroups } from './user-groups.ts'

const noSuchUser = () => notFound('This directory has no user with this id.')

/**
 * Of two with one externalId who come at once the second must see the first: only one may be the person who left. Of two with
 * one name the second is refused when it looks, and undoes nothing of the first.
 */
const touchedBy = ({ externalId, userName }: UserFacts) => [
  ...(externalId === undefined ? [] : [`external ${externalId}`]),
  `name ${foldCase(userName)}`,
]

/** `POST /Users` (RFC 7644 3.3). */
export async function createUser(call: ScimCall): Promise<ScimAnswer> {
  const { siteId, directoryId, now, database, settings } = call
  const selection = selectionOf(call, call.userType)
  const { resource, repairs } = readResource(call.takeBody(), call.userType)
  noteRepairs(call, repairs)
  // The default is the server's (RFC 7643 4.1.1), and clients read it back.
  const complete: JsonObject = resource.active === undefined ? { ...resource, active: true } : resource
  const userId = newId()
  const text = stored(complete, call.userType)
  const introduce = call.audience === 'staff' ? introduceStaff : introduceUser
  const insert = (addressFrom: AddressSource): Promise<UserOutcome> => {
    const user = userFactsOf(complete, addressFrom)
    return database
      .inDirectoryTogether(siteId, directoryId, touchedBy(user), async (tx) => {
        const result = await introduce(tx, call, userId, user)
        const { customerId, pending, held } = result
        const columns = { ...user, ...listColumnsOf(complete), resource: text }
        tx.write(insertUser(siteId, directoryId, { ...columns, userId, now, customerId, pending, held }))
        const emails = emailsOf(complete)
        if (emails.length > 0) tx.write(insertEmails(siteId, directoryId, userId, emails))
        tx.write(count(siteId, directoryId, 'users', 1))
        if (user.active) tx.write(count(siteId, directoryId, 'active-users', 1))
        auditUser(tx, call, 'directory-user.created', userId, result)
        return result
      })
      .catch((error) => {
        // What the call knows of its directory may be half a second old.
        if (error instanceof OtherAddressSource) return insert(error.addressFrom)
        throw error
      })
  }
  const outcome = await refusingEqualUserNames(() => insert(settings.addressFrom))
  const row = {
    id: userId,
    resource: text,
    version: '1',
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  }
  return {
    status: 201,
    body: renderUser(row, call.baseUrl, selection, call.userType),
    location: locationOf(call.baseUrl, USER, userId),
    etag: etagOf(row),
    effect: outcome.words,
  }
}

/** `GET /Users/{id}` (RFC 7644 3.4.1). */
export async function getUser(call: ScimCall, id: string): Promise<ScimAnswer> {
  const selection = selectionOf(call, call.userType)
  if (!isResourceId(id)) throw noSuchUser()
  const query = userById(call.siteId, call.directoryId, id, wants(selection, 'groups'))
  const [rows] = await call.database.readInDirectory(call.siteId, call.directoryId, [query])
  const [row] = await withAllGroups(call, rows as UserRow[])
  if (!row) throw noSuchUser()
  const etag = etagOf(row)
  if (hasVersion(call, etag)) return { status: 304, etag, effect: nothingChanged }
  const location = locationOf(call.baseUrl, USER, id)
  return {
    status: 200,
    body: renderUser(row, call.baseUrl, selection, call.userType),
    location,
    etag,
    effect: nothingChanged,
  }
}

/** `GET /Users` (RFC 7644 3.4.2). */
export async function listUsers(call: ScimCall): Promise<ScimAnswer> {
  const page = await findUsers(call)
  const body = renderList(page.resources, page.totalResults, placeOf(page))
  return { status: 200, body, effect: nothingChanged }
}

/** A page of users with more groups than this, together, is written user by user as it is sent: three hundred each are six megabytes. */
const groupsHeldMax = 5_000

/** About what an entry takes in the text of somebody whose groups were read alone. */
const entryLength = 60

const groupsIn = (rows: readonly UserRow[]) =>
  rows.reduce(
    (sum, { groups }) => sum + (groups?.length ?? 0) / (typeof groups === 'string' ? entryLength : 1),
    0,
  )

/** The page of users that a call asks for. */
export async function findUsers(
  call: ScimCall,
  request = readListRequest(call, call.userType),
): Promise<RenderedPage> {
  const selection = selectionOf(call, call.userType)
  const listing: Listing<UserRow> = {
    kind: 'users',
    withMemberships: wants(selection, 'groups'),
    complete: async (rows) =>
      rows.map((row) => JSON.parse(renderUser(row, call.baseUrl, { kind: 'default' }, call.userType))),
  }
  const { rows, ...rest } = await findPage(call, request, listing)
  const isLong = groupsIn(rows) > groupsHeldMax
  const write = userWriter(call.baseUrl, selection, call.userType)
  const resources = rows.map((row) => ({ write: (into: JsonWriter) => write(row, into), isLong }))
  return { request, resources, ...rest, places: () => placesOf(rows, request.sort, listing) }
}

/** `PUT /Users/{id}` (RFC 7644 3.5.1). The same attributes in another order are no change. */
export async function replaceUser(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { resource, repairs } = readResource(call.takeBody(), call.userType)
  noteRepairs(call, repairs)
  if (resource.active === undefined) noteRepairs(call, [activeStays.name])
  return changeUser(call, id, () => resource, true)
}

/** `PATCH /Users/{id}` (RFC 7644 3.5.2): all operations or none. */
export async function patchUserById(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { operations, repairs } = readPatch(call.takeBody())
  noteRepairs(call, repairs)
  const change: Change = (current) => {
    const patched = patchUser(current, operations, call.settings, id, call.userType)
    noteRepairs(call, patched.repairs)
    return patched.resource
  }
  return changeUser(call, id, change, answersPatchWithBody(call, USER))
}

type Change = (current: JsonObject) => JsonObject

/** Locks the user, computes the new resource, and applies it once: mirror, people and records in one transaction. */
async function changeUser(
  call: ScimCall,
  id: string,
  change: Change,
  answersWithBody: boolean,
): Promise<ScimAnswer> {
  const { siteId, directoryId, database } = call
  const selection = selectionOf(call, call.userType)
  if (!isResourceId(id)) throw noSuchUser()
  const { row: changed, effect } = await refusingEqualUserNames(() =>
    database.inDirectoryTogether(siteId, directoryId, [`user ${id.toLowerCase()}`], async (tx) => {
      const withGroups = wants(selection, 'groups')
      const locked = await ask(tx, askForChange(siteId, directoryId, id, withGroups))
      if (!locked) throw noSuchUser()
      refuseUnlessSubscribed(locked, 'change')
      requireVersion(call, etagOf(locked))
      const current = unstored(locked.resource)
      const resource = activeStays(change(current), current)
      if (softDeletedUserName(resource, current)) noteRepairs(call, [softDeletedUserName.name])
      if (isDeepStrictEqual(resource, current)) return { row: locked, effect: asWanted }
      return writeChange(tx, call, locked, { current, resource })
    }),
  )
  const [row = changed] = await withAllGroups(call, [changed])
  const answer = { location: locationOf(call.baseUrl, USER, id), etag: etagOf(row), effect }
  if (!answersWithBody) return { status: 204, ...answer }
  return { status: 200, body: renderUser(row, call.baseUrl, selection, call.userType), ...answer }
}

async function writeChange(
  tx: Transaction,
  call: ScimCall,
  locked: LockedUser,
  { current, resource }: { current: JsonObject; resource: JsonObject },
): Promise<{ row: UserRow; effect: string }> {
  const { siteId, directoryId } = call
  const now = changedAt(call, locked)
  const user = userFactsOf(resource, addressSourceOf(locked))
  const outcome = await followUser(tx, call, locked, user)
  const text = stored(resource, call.userType)
  const { customerId, pending, held } = outcome
  const columns = { ...user, ...listColumnsOf(resource), resource: text }
  tx.write(
    updateUser(siteId, directoryId, {
      ...columns,
      userId: locked.id,
      now,
      customerId,
      pending,
      held,
      touched: true,
    }),
  )
  const emails = emailsOf(resource)
  if (JSON.stringify(emails) !== JSON.stringify(emailsOf(current))) {
    tx.write(deleteEmails(siteId, directoryId, locked.id))
    if (emails.length > 0) tx.write(insertEmails(siteId, directoryId, locked.id, emails))
  }
  if (user.active !== locked.active)
    tx.write(count(siteId, directoryId, 'active-users', user.active ? 1 : -1))
  auditUser(tx, call, 'directory-user.changed', locked.id, outcome)
  const version = String(Number(locked.version) + 1)
  return { row: { ...locked, resource: text, version, updatedAt: now.toISOString() }, effect: outcome.words }
}

/** `DELETE /Users/{id}` (RFC 7644 3.6): gone from the protocol's sight; the person is deactivated and remembered. */
export async function removeUser(call: ScimCall, id: string): Promise<ScimAnswer> {
  const { siteId, directoryId, now, database } = call
  if (!isResourceId(id)) throw noSuchUser()
  const outcome = await database.inDirectory(siteId, directoryId, async (tx) => {
    const [held, [[locked, heirs], groups]] = await ask(
      tx,
      both(
        askRows<Held>(holdGroupsOf(siteId, directoryId, id)),
        both(askForDeletion(siteId, directoryId, id), askRows<Held>(groupsOf(siteId, directoryId, id))),
      ),
    )
    requireHeld(held, groups)
    if (!locked) throw noSuchUser()
    refuseUnlessSubscribed(locked, 'remove')
    requireVersion(call, etagOf(locked))
    const result = await dismissUser(tx, call, locked, heirs)
    const { externalId, customerId } = locked
    const known = knownAs(unstored(locked.resource), addressSourceOf(locked))
    const memory = { userId: id, externalId, ...known, customerId, now }
    tx.write(rememberDeletedUser(siteId, directoryId, memory))
    tx.write(removeFromAllGroups(siteId, directoryId, id, now))
    tx.write(deleteUser(siteId, directoryId, id))
    tx.write(count(siteId, directoryId, 'users', -1))
    if (locked.active) tx.write(count(siteId, directoryId, 'active-users', -1))
    auditUser(tx, call, 'directory-user.deleted', id, result)
    return result
  })
  return { status: 204, effect: outcome.words }
}

/** A userName is unique in its directory, without regard to case (RFC 7643 4.1.1). */
async function refusingEqualUserNames<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EqualUserName || violatedConstraint(error) === 'directory_users_user_name') {
      throw uniqueness('userName: another user of this directory has this userName.')
    }
    throw error
  }
}
