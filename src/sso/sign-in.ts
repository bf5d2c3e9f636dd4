import { countTry, TooManyTries, takeTryBack, trySubject } from '../http/attempts.ts'
import type { Call } from '../http/contract-call.ts'
import { networkOf } from '../http/network.ts'
import { clearCookie, hashOf, readCookie } from '../http/session-cookie.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError } from '../model/errors.ts'
import { foldAddress, withPlainDomain } from '../model/identity/email-address.ts'
import { keyOf } from '../model/ids.ts'
import { permissionsOf } from '../model/permissions.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import { endSession } from '../storage/access/sessions.ts'
import { passwordForUpdate, type SignInFacts, signInFacts } from '../storage/access/staff.ts'
import { audit } from '../storage/audit.ts'
import type { signInApi } from './contract.ts'
import { meOf } from './me.ts'
import { enter, newSession, passFirstStep } from './open-session.ts'
import { verifyInTurn } from './own-password.ts'

type Api = typeof signInApi

const wrong = () => new DoorwardError('not-signed-in', 'Address or password is wrong.')

/**
 * Signs in by address and password. Whether there is such an account shows neither in the answer nor in its time; a person
 * who is disabled is answered like one who does not exist.
 */
export async function signIn(call: Call<Api['signIn']>): Promise<Answer<Api['signIn']>> {
  const { body, site, database, now, request, isSecure, signal } = call
  const network = networkOf(request.ip)
  const given = withPlainDomain(body.address)
  const account = foldAddress(given)
  const pair = trySubject('pair', account, network)
  const further = [trySubject('network', network), trySubject('account', account)]
  const browser = readCookie(request, 'browser', isSecure) ?? ''
  const { staff, waitsUntil, known } = await database.inSite(site.id, async (tx) => {
    const [found] = await tx.read<SignInFacts>(signInFacts(site.id, given, hashOf(browser)))
    // Strangers' tries hold nobody back in a browser in which that person came in before: its own tries alone count there.
    const own = found?.isKnownDevice ? trySubject('known', account, browser) : undefined
    const until = await countTry(tx, own ? [own] : [pair, ...further], now)
    return { staff: found, waitsUntil: until, known: own }
  })
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
  const isRight = await verifyInTurn(network, body.password, staff?.passwordHash ?? null, signal)
  if (!isRight || !staff || staff.disabled) {
    await noteRefusal(call, staff?.id)
    throw wrong()
  }
  const session = newSession(site.id, call)
  const isOpen = await database.inSite(site.id, async (tx) => {
    const [present] = await tx.read<SignInFacts>(passwordForUpdate(site.id, staff.id))
    // What was right a moment ago may have been changed meanwhile.
    if (!present || present.disabled || present.passwordHash !== staff.passwordHash) throw wrong()
    if (!known) takeTryBack(tx, further)
    tx.write({ ...forgiveAttempts(site.id, (known ?? pair).hash), alone: true })
    return passFirstStep(tx, present, 'password', session, call)
  })
  enter(isOpen, session, call)
  const { id: staffId, name, address, role } = staff
  return meOf(site, { staffId, name, address, role, permissions: permissionsOf(role) })
}

/** Ends the session of this browser, if there is one. */
export async function signOut({
  caller,
  site,
  database,
  now,
  request,
  reply,
  isSecure,
}: Call<Api['signOut']>): Promise<undefined> {
  if (caller?.sessionId !== undefined) {
    const { staffId, sessionId } = caller
    await database.inSite(site.id, async (tx) => {
      await tx.read(endSession(site.id, staffId, sessionId))
      const context = {
        actor: { kind: 'staff', staffId: caller.staffId } as const,
        now,
        requestId: request.id,
      }
      const details = { sessionId }
      audit(tx, context, {
        action: 'staff.signed-out',
        subjectKind: 'staff',
        subject: caller.staffId,
        details,
      })
    })
  }
  clearCookie(reply, 'session', isSecure)
  clearCookie(reply, 'proof', isSecure)
}

/** Written whether or not there is such an account, so that both take as long. */
async function noteRefusal(
  { site, database, now, request }: Call<Api['signIn']>,
  staffId: string | undefined,
): Promise<void> {
  await database.inSite(site.id, async (tx) => {
    audit(
      tx,
      { actor: { kind: 'system', name: 'sign-in' }, now, requestId: request.id },
      {
        action: 'staff.sign-in-refused',
        subjectKind: staffId === undefined ? 'site' : 'staff',
        subject: staffId ?? keyOf(site.id),
        person: { id: staffId ?? nobody, values: { from: { after: request.ip } } },
      },
    )
  })
}

const nobody = '00000000-0000-0000-0000-000000000000'
