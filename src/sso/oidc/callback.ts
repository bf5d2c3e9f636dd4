import type { FastifyReply } from 'fastify'
import type { Connection, OidcConnection } from '../../model/access/connection.ts'
import type { CheckStep } from '../../model/access/identity.ts'
import { connectionOf, loginKeyIn, readConnection } from '../../storage/access/connections.ts'
import type { BegunLogin, LoginWish } from '../begun-login.ts'
import type { DoorServices } from '../door-services.ts'
import { finish, foresee, refuse } from '../finish.ts'
import { keepTestReport, noteFailedTest } from '../test-reports.ts'
import { answerNotThere, answerTooMany, countUnasked, type DirectoryVisit } from '../visit.ts'
import { budgetKeyOf, codeBudgetOf } from './code-budget.ts'
import { type Exchanged, exchange } from './exchange.ts'
import { FailedCheck } from './failed-check.ts'
import { takeLogin } from './take-login.ts'

/**
 * A browser comes back from a provider. Whose door it is comes from the address, what was asked from what was kept here, and
 * nothing from what the browser brings. The login is used up first: one answer of the provider is looked at, once.
 */
export async function oidcCallback(
  doors: DoorServices,
  visit: DirectoryVisit,
  answer: URLSearchParams,
): Promise<FastifyReply> {
  const steps: CheckStep[] = []
  const { site, directoryId } = visit
  const [rows = []] = await doors.database.readInSite(site.id, [connectionOf(site.id, directoryId)])
  const present = readConnection(rows[0])
  if (!present) return answerNotThere(visit.reply)
  const loginKey = loginKeyIn(rows[0])
  let login: BegunLogin | 'wait'
  try {
    login = await takeLogin(doors, visit, loginKey, answer)
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error
    // What nobody here asked for is written down only so often: a stranger's browser may send it all day.
    const waitsUntil = await countUnasked(doors, visit)
    if (waitsUntil) return answerTooMany(visit, waitsUntil)
    return turnAway(doors, visit, [error.step])
  }
  if (login === 'wait') return answerWait(visit)
  steps.push({ check: 'login', ok: true, says: 'This browser began the sign-in, and it was not used.' })
  let connection: OidcConnection | undefined
  let found: Exchanged | undefined
  try {
    connection = requireOpen(present, login.purpose)
    found = await exchange(doors, visit, connection, { login, answer, steps })
  } catch (error) {
    if (!(error instanceof FailedCheck)) throw error
    steps.push(error.step)
  }
  if (found?.identity) codeBudgetOf(doors).giveBack(budgetKeyOf(visit))
  if (login.purpose === 'test') return showTest(doors, visit, { connection, found, steps, answer }, login)
  if (!connection || !found?.identity) return turnAway(doors, visit, steps, found?.said)
  return finish(doors, visit, {
    connection,
    identity: found.identity,
    steps,
    returnTo: login.returnTo,
    loginKey,
    // The login was used up when it was taken: nobody else has it.
    uses: [],
  })
}

/** Many of this network brought wrong codes: the browser comes again by itself, with the same login and the same answer. */
function answerWait({ reply }: DirectoryVisit): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', '1')
    .header('refresh', '1')
    .type('text/plain; charset=utf-8')
    .send('Many sign-ins from your network failed just now. This page goes on by itself.')
}

function turnAway(
  doors: DoorServices,
  visit: DirectoryVisit,
  steps: readonly CheckStep[],
  said?: string,
): Promise<FastifyReply> {
  const { site, directoryId } = visit
  return refuse(doors, visit, {
    siteId: site.id,
    directoryId,
    method: 'oidc',
    purpose: 'sign-in',
    steps,
    ...(said === undefined ? {} : { said }),
  })
}

/** What may have changed while somebody was at the provider. */
function requireOpen(connection: Connection, purpose: LoginWish['purpose']): OidcConnection {
  if (connection.protocol !== 'oidc') {
    throw new FailedCheck('connection', 'This directory does not sign people in by OIDC any more.')
  }
  const isOpen = connection.mode === 'optional' || connection.mode === 'required'
  if (purpose === 'sign-in' && !isOpen) {
    throw new FailedCheck('mode', 'Signing in through this directory was switched off meanwhile.')
  }
  return connection
}

interface Tried {
  readonly connection: OidcConnection | undefined
  readonly found: Exchanged | undefined
  readonly steps: readonly CheckStep[]
  readonly answer: URLSearchParams
}

/** Nobody is signed in: who tries it out reads what was found, and what would have happened. */
async function showTest(
  doors: DoorServices,
  visit: DirectoryVisit,
  { connection, found, steps, answer }: Tried,
  login: BegunLogin,
): Promise<FastifyReply> {
  const report = {
    method: 'oidc',
    // Without a token, what the browser brought: but not the code, which might still be good for something.
    raw: found?.rawToken ?? withoutCode(answer),
    decoded: found ? JSON.stringify(found.decoded, undefined, 2) : null,
    steps,
  } as const
  const identity = found?.identity
  if (!connection || !identity) {
    await noteFailedTest(doors, visit, 'oidc', steps)
    return keepTestReport(doors, visit, login, report)
  }
  const foreseen = await foresee(doors, visit, { connection, identity, uses: [] })
  return keepTestReport(doors, visit, login, { ...report, identity, foreseen })
}

function withoutCode(answer: URLSearchParams): string {
  const shown = new URLSearchParams(answer)
  if (shown.has('code')) shown.set('code', '…')
  return String(shown)
}
