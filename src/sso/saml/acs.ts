import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { SamlConnection } from '../../model/access/connection.ts'
import type { CheckStep } from '../../model/access/identity.ts'
import { connectionOf, loginKeyIn, readConnection } from '../../storage/access/connections.ts'
import { markUsed, type Use, usedMark } from '../../storage/access/used-marks.ts'
import { dropLogin, markOfLogin, type OwnLogin, ownLogin } from '../begun-login.ts'
import type { DoorServices, Refusal } from '../door-services.ts'
import { finish, foresee, refuse } from '../finish.ts'
import { keepTestReport, noteFailedTest } from '../test-reports.ts'
import { answerNotThere, answerTooMany, countUnasked, type DirectoryVisit } from '../visit.ts'
import { type Judgement, judge, openResponse } from './judge.ts'
import { ownNamesOf } from './names-of.ts'
import { againField, postAgain } from './post-again.ts'
import type { Checked } from './signed-check.ts'

/**
 * A browser brings a provider's response. Whose door it is comes from the address, what was asked from what was sealed for this
 * browser: nothing else that it says counts.
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
  const { connection, loginKey, request } = await whatIsKept(doors, visit, opened.answers)
  if (!connection) return answerNotThere(reply)
  const names = ownNamesOf(visit)
  const judgement = await judge(opened, { ...names, connection, now, request })
  if (judgement.outcome === 'unsolicited' && connection.idpInitiated) {
    // What came is thrown away: somebody may have got it for himself, and sent another there with it.
    return reply.code(303).header('cache-control', 'no-store').header('location', `/sso/${visit.key}`).send()
  }
  const asksForCookie = judgement.outcome === 'refused' && judgement.steps.at(-1)?.check === 'request'
  if (asksForCookie && !isSecure && !form.has(againField)) return postAgain(reply, names.acsUrl, encoded)
  if (request && opened.answers !== undefined) dropLogin(visit, 'saml', opened.answers)
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
    loginKey,
    uses: usesOf(request, checked),
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
): Promise<
  | { connection: SamlConnection; loginKey: Buffer; request: OwnLogin | undefined }
  | { connection?: undefined; loginKey?: undefined; request?: undefined }
> {
  const { site, directoryId } = visit
  const [rows = [], used = []] = await database.readInSite(site.id, [
    connectionOf(site.id, directoryId),
    // Whoever brings it again and again has no signature computed for that; of many at once the transaction lets one through.
    ...(requestId === undefined ? [] : [usedMark(site.id, directoryId, markOfLogin(requestId))]),
  ])
  const connection = readConnection(rows[0])
  if (connection?.protocol !== 'saml') return {}
  const loginKey = loginKeyIn(rows[0])
  const isNew = requestId !== undefined && used.length === 0
  const own = isNew ? await ownLogin(visit, loginKey, requestId) : undefined
  return { connection, loginKey, request: own === 'over' ? undefined : own }
}

const hashOfAssertion = ({ identity, assertionId }: Checked) =>
  createHash('sha256')
    .update(JSON.stringify([identity.issuer, assertionId]))
    .digest()

/** A request and an assertion are used once. */
const usesOf = ({ use }: OwnLogin, checked: Checked): readonly Use[] => [
  use,
  { hash: hashOfAssertion(checked), until: checked.usableUntil },
]

/**
 * What nobody here asked for is written down only so often: a stranger's browser may send it all day. One response is looked at for
 * each request.
 */
async function turnAway(
  doors: DoorServices,
  visit: DirectoryVisit,
  judgement: Judgement,
  { request, further }: { request: OwnLogin | undefined; further: readonly CheckStep[] },
): Promise<FastifyReply> {
  const { site, directoryId } = visit
  const refusal: Refusal = {
    siteId: site.id,
    directoryId,
    method: 'saml',
    purpose: 'sign-in',
    steps: [...judgement.steps, ...further],
    ...(judgement.outcome === 'passed' && { said: judgement.checked.identity.subject }),
    ...(request && { use: request.use }),
  }
  const waitsUntil = request ? undefined : await countUnasked(doors, visit)
  if (waitsUntil) return answerTooMany(visit, waitsUntil)
  return refuse(doors, visit, refusal)
}

interface Tried {
  readonly connection: SamlConnection
  readonly judgement: Judgement
  readonly raw: string
  readonly request: OwnLogin
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
    const { site, directoryId } = visit
    await doors.database.inSite(site.id, (tx) => tx.read(markUsed(site.id, directoryId, [request.use])))
    await noteFailedTest(doors, visit, 'saml', steps)
    return keepTestReport(doors, visit, request, report)
  }
  const { checked } = judgement
  const { identity } = checked
  const uses = usesOf(request, checked)
  const foreseen = await foresee(doors, visit, { connection, identity, uses })
  return keepTestReport(doors, visit, request, { ...report, identity, foreseen })
}
