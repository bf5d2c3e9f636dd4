import type { Call } from '../http/contract-call.ts'
import { clearCookie } from '../http/session-cookie.ts'
import { idleSince } from '../model/access/session.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError, notFound } from '../model/errors.ts'
import { endLinks } from '../storage/access/links.ts'
import { endPending } from '../storage/access/second-factors.ts'
import {
  endSession,
  endSessions,
  holdSession,
  type SessionRow,
  sessionsOf,
} from '../storage/access/sessions.ts'
import { setPassword, staffForUpdate } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import { tellOfSignInChange } from '../storage/sign-in-notices.ts'
import { choosePassword } from './choose-password.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'

type Api = typeof signInApi

export async function getMe({ site, caller }: Call<Api['getMe']>): Promise<Answer<Api['getMe']>> {
  return meOf(site, caller)
}

/** Whoever has just signed in chooses another password; whatever was open or under way elsewhere is over. */
export async function changePassword(call: Call<Api['changePassword']>): Promise<undefined> {
  const { site, caller, body, database, now, audit: context } = call
  const passwordHash = await choosePassword(call, body.password, [caller.name, caller.address, site.name])
  await database.inSite(site.id, async (tx) => {
    await tx.read(staffForUpdate(site.id, caller.staffId))
    const held = await tx.read(holdSession(site.id, caller.staffId, caller.sessionId))
    // A reset or another change that came first has ended this session.
    if (held.length === 0)
      throw new DoorwardError('not-signed-in', 'This session has just ended. Sign in again.')
    tx.write(setPassword(site.id, caller.staffId, passwordHash, now))
    tx.write(endSessions(site.id, caller.staffId, caller.sessionId))
    tx.write(endLinks(site.id, caller.staffId))
    tx.write(endPending(site.id, caller.staffId))
    audit(tx, context, {
      action: 'staff.password-chosen',
      subjectKind: 'staff',
      subject: caller.staffId,
      details: { state: { before: 'active', after: 'active' } },
    })
    await tellOfSignInChange(tx, caller.staffId, 'password-chosen', { now })
  })
}

export async function listSessions({
  site,
  caller,
  database,
  now,
}: Call<Api['listSessions']>): Promise<Answer<Api['listSessions']>> {
  const [rows = []] = await database.readInSite(site.id, [
    sessionsOf(site.id, caller.staffId, { idleSince: idleSince(now), now }),
  ])
  const items = (rows as SessionRow[]).map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent }) => ({
    id,
    current: id === caller.sessionId,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ip,
    userAgent,
  }))
  return { items }
}

export async function endOneSession({
  site,
  caller,
  params,
  database,
  audit: context,
}: Call<Api['endSession']>): Promise<undefined> {
  await database.inSite(site.id, async (tx) => {
    const ended = await tx.read(endSession(site.id, caller.staffId, params.sessionId))
    if (ended.length === 0) throw notFound('This session')
    audit(tx, context, {
      action: 'staff.signed-out',
      subjectKind: 'staff',
      subject: caller.staffId,
      details: { sessionId: params.sessionId },
    })
  })
}

export async function signOutEverywhere({
  site,
  caller,
  database,
  reply,
  isSecure,
  audit: context,
}: Call<Api['signOutEverywhere']>): Promise<undefined> {
  await database.inSite(site.id, async (tx) => {
    tx.write(endSessions(site.id, caller.staffId, null))
    audit(tx, context, {
      action: 'staff.signed-out',
      subjectKind: 'staff',
      subject: caller.staffId,
      details: { sessions: 'all' },
    })
  })
  clearCookie(reply, 'session', isSecure)
  clearCookie(reply, 'proof', isSecure)
}
