import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { SamlConnection } from '../../model/access/connection.ts'
import type { CheckStep } from '../../model/access/identity.ts'
import { connectionOf, readConnection } from '../../storage/access/connections.ts'
import {
  type FoundPendingLogin,
  pendingLogin,
  spendAssertion,
  takePendingLogin,
} from '../../storage/access/pending-logins.ts'
import type { Query } from '../../storage/statement.ts'
import type { DoorServices, Refusal } from '../door-services.ts'
import { finish, foresee, refuse } from '../finish.ts'
import { keepTestReport, noteFailedTest } from '../test-reports.ts'
import { answerNotThere, answerTooMany, countUnasked, type DirectoryVisit } from '../visit.ts'
import { hashOfMark } from './browser-mark.ts'
import { type Judgement, judge, openResponse } from './judge.ts'
import { ownNamesOf } from './names-of.ts'
import { againField, postAgain } from './post-again.ts'
import type { Checked } from './signed-check.ts'

/** A request that this very browser went away with. */
interface OwnRequest extends FoundPendingLogin {
  readonly requestId: string
}

/**
 * A browser brings a provider's response. Whose door it is comes from the address, what was asked from what was kept here: nothing
 * else that the browser says counts.
 */
export async function takeResponse(
  doors: DoorServices,
  visit: DirectoryVisit,
  form: URLSearchParams,
): Promise<FastifyReply> {
  const { now, reply, isSecure } = visit
  const all = form.getAll('SAMLResponse')
  const encoded = all.length === 1 ? (all[0] ?? '') : ''
  const opened = openResponse(encoded)
  const { connection, request } = await whatIsKept(doors, visit, opened.answers)
  if (!connection) return answerNotThere(reply)
  const names = ownNamesOf(visit)
  const judgement = await judge(opened, { ...names, connection, now, request })
  if (judgement.outcome === 'unsolicited' && connection.idpInitiated) {
    // What came is thrown away: somebody may have got it for himself, and sent another there with it.
    return reply.code(303).header('cache-control', 'no-store').header('location', `/sso/${visit.key}`).send()
  }
  const asksForCookie = judgement.outcome === 'refused' && judgement.steps.at(-1)?.check === 'request'
  if (asksForCookie && hashOfMark(visit) === undefined && !isSecure && !form.has(againField)) {
    return postAgain(reply, names.acsUrl, encoded)
  }
  if (request?.purpose === 'test') {
    return showTest(doors, visit, { connection, judgement, raw: encoded, request })
  }
  const isOpen = connection.mode === 'optional' || connection.mode === 'required'
  if (judgement.outcome !== 'passed' || !isOpen || !request) {
    return turnAway(doors, visit, judgement, { request, further: isOpen ? [] : [closed] })
  }
  const { steps, checked } = judgement
  return finish(doors, visit, {
    connection,
    identity: checked.identity,
    steps,
    returnTo: request.returnTo,
    spends: spendsOf(visit, request, checked),
  })
}

const closed: CheckStep = {
  check: 'mode',
  ok: false,
  says: 'Signing in through this directory is switched off, or only being tested.',
}

/** The directory's connection, and the request that is answered: if this browser went away with it and it is not over. */
async function whatIsKept(
  { database }: DoorServices,
  visit: DirectoryVisit,
  requestId: string | undefined,
): Promise<{ connection: SamlConnection | undefined; request: OwnRequest | undefined }> {
  const { site, directoryId, now } = visit
  const hash = hashOfMark(visit)
  const [connections = [], logins = []] = await database.readInSite(site.id, [
    connectionOf(site.id, directoryId),
    ...(requestId !== undefined && hash ? [pendingLogin(site.id, directoryId, requestId)] : []),
  ])
  const connection = readConnection(connections[0])
  const [login] = logins as FoundPendingLogin[]
  const isOwn = requestId !== undefined && hash && login?.browserHash.equals(hash) && login.expiresAt > now
  return {
    connection: connection?.protocol === 'saml' ? connection : undefined,
    request: login && isOwn ? { ...login, requestId } : undefined,
  }
}

const hashOfAssertion = ({ identity, assertionId }: Checked) =>
  createHash('sha256')
    .update(JSON.stringify([identity.issuer, assertionId]))
    .digest()

/** A request and an assertion are used once. */
const spendsOf = (
  { site, directoryId, now }: DirectoryVisit,
  { requestId: loginId, browserHash }: OwnRequest,
  checked: Checked,
): readonly Query[] => [
  takePendingLogin(site.id, directoryId, { loginId, browserHash }, now),
  spendAssertion(site.id, directoryId, hashOfAssertion(checked), checked.usableUntil),
]

/** What nobody here asked for is written down only so often: a stranger's browser may send it all day. */
async function turnAway(
  doors: DoorServices,
  visit: DirectoryVisit,
  judgement: Judgement,
  { request, further }: { request: OwnRequest | undefined; further: readonly CheckStep[] },
): Promise<FastifyReply> {
  const { site, directoryId } = visit
  const refusal: Refusal = {
    siteId: site.id,
    directoryId,
    method: 'saml',
    purpose: 'sign-in',
    steps: [...judgement.steps, ...further],
    ...(judgement.outcome === 'passed' && { said: judgement.checked.identity.subject }),
  }
  const waitsUntil = request ? await forgetRequest(doors, visit, request) : await countUnasked(doors, visit)
  if (waitsUntil) return answerTooMany(visit, waitsUntil)
  return refuse(doors, visit, refusal)
}

/** One response is looked at for each request: trying out many costs a request each. */
async function forgetRequest(
  { database }: DoorServices,
  { site, directoryId, now }: DirectoryVisit,
  { requestId: loginId, browserHash }: OwnRequest,
): Promise<undefined> {
  const taking = takePendingLogin(site.id, directoryId, { loginId, browserHash }, now)
  await database.inSite(site.id, (tx) => tx.read(taking))
}

interface Tried {
  readonly connection: SamlConnection
  readonly judgement: Judgement
  readonly raw: string
  readonly request: OwnRequest
}

/** Nobody is signed in: who tries it out reads what was found, and what would have happened. */
async function showTest(
  doors: DoorServices,
  visit: DirectoryVisit,
  { connection, judgement, raw, request }: Tried,
): Promise<FastifyReply> {
  const { steps, text } = judgement
  const report = { method: 'saml', raw, decoded: text ?? null, steps } as const
  if (judgement.outcome !== 'passed') {
    await forgetRequest(doors, visit, request)
    await noteFailedTest(doors, visit, 'saml', steps)
    return keepTestReport(doors, visit, request, report)
  }
  const { checked } = judgement
  const { identity } = checked
  const spends = spendsOf(visit, request, checked)
  const foreseen = await foresee(doors, visit, { connection, identity, spends })
  return keepTestReport(doors, visit, request, { ...report, identity, foreseen })
}
