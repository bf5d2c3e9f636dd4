import type { Call } from '../http/contract-call.ts'
import { hashOf, writeCookie } from '../http/session-cookie.ts'
import { isProofEnough, proofEnd, type Shown } from '../model/access/proof.ts'
import type { Answer } from '../model/contract.ts'
import { DoorwardError, FieldErrors, invalid } from '../model/errors.ts'
import { forgiveAttempts } from '../storage/access/attempts.ts'
import { proveSession } from '../storage/access/sessions.ts'
import { audit } from '../storage/audit.ts'
import type { Transaction } from '../storage/database.ts'
import { checkPasskey, noteRefusedPasskey, noteUse, type PasskeyCheck } from './check-passkey.ts'
import type { signInApi } from './contract.ts'
import { freshSecret } from './open-session.ts'
import { countProof, noteRefusedProof, proofSubject, requireOwnPassword } from './own-password.ts'
import { keepChallenge, newChallenge, relyingParty, tellBrowser } from './passkey-challenge.ts'
import { factorOf, hasSecondFactor, takeCode, waysOf } from './second-ways.ts'

type Api = typeof signInApi
type ProveCall = Call<Api['prove']>

/** By what whoever is signed in can show again who he is; the password everybody has. */
export async function offerProof(call: Call<Api['offerProof']>): Promise<Answer<Api['offerProof']>> {
  const { site, caller, database, now } = call
  const challenge = newChallenge(site.id, call)
  const party = await relyingParty(call)
  const ways = await database.inSite(site.id, async (tx) => {
    keepChallenge(tx, challenge, 'proof', caller, now)
    return waysOf(tx, caller.staffId, challenge, party)
  })
  tellBrowser(challenge, call)
  return ways
}

/**
 * Makes the session fresh, for this browser alone: it gets a secret that no copy of the session has. What is shown must be
 * as much as a sign-in takes.
 */
export async function prove(call: ProveCall): Promise<undefined> {
  const { site, caller, database, body, now, reply, isSecure, audit: context } = call
  const { staffId, sessionId } = caller
  if (body.password !== undefined) await requireOwnPassword(call, 'password', body.password)
  const passkey = await passkeyShown(call)
  const { code } = body
  const subject = proofSubject('second-factor', staffId)
  if (code !== undefined) await countProof(call, subject)
  const proof = freshSecret('proof', site.id)
  const outcome = await database.inSite(site.id, async (tx) => {
    const needsMore = hasSecondFactor(await factorOf(tx, staffId))
    const shown: Shown = {
      password: body.password !== undefined,
      code: code !== undefined,
      passkey: await usedPasskey(tx, passkey, now),
    }
    if (!isProofEnough(shown, needsMore)) return shown.password ? 'second-needed' : 'password-needed'
    // Last, because a code that was looked at is used up.
    if (code !== undefined) {
      if ((await takeCode(tx, staffId, code, now)) === undefined) return 'wrong-code'
      tx.write(forgiveAttempts(site.id, subject.hash))
    }
    const proved = await tx.read(proveSession(site.id, staffId, sessionId, { proofHash: hashOf(proof), now }))
    if (proved.length === 0) throw new DoorwardError('not-signed-in', 'Sign in first.')
    audit(tx, context, {
      action: 'staff.proved',
      subjectKind: 'staff',
      subject: staffId,
      details: { sessionId, by: shown.passkey === 'verified' ? 'passkey' : 'password' },
    })
    return 'proved'
  })
  if (outcome === 'proved') writeCookie(reply, 'proof', proof, { isSecure, expiresAt: proofEnd(now) })
  else await refuse(call, outcome)
}

const needed = (field: string, detail: string) => new FieldErrors([{ field, rule: 'needed', detail }])

const refusals = {
  'wrong-code': () => invalid('code', 'is wrong, or was used already.'),
  'second-needed': () => needed('code', 'is needed as well, or a passkey.'),
  'password-needed': () => needed('password', 'is needed as well.'),
} as const

async function refuse(
  { site, caller, database, audit: context }: ProveCall,
  outcome: keyof typeof refusals,
): Promise<never> {
  await database.inSite(site.id, async (tx) => noteRefusedProof(tx, context, caller.staffId, outcome))
  throw refusals[outcome]()
}

type RightPasskey = Extract<PasskeyCheck, { readonly refusal?: undefined }>

async function passkeyShown(call: ProveCall): Promise<RightPasskey | undefined> {
  const { body, caller } = call
  if (!body.passkey) return undefined
  const check = await checkPasskey(call, body.passkey, 'proof', caller)
  if (check.refusal === undefined) return check
  await noteRefusedPasskey(call, check, 'proof', { kind: 'staff', id: caller.staffId })
  throw invalid('passkey', 'is not one of yours, or does not work here.')
}

async function usedPasskey(
  tx: Transaction,
  passkey: RightPasskey | undefined,
  now: Date,
): Promise<Shown['passkey']> {
  if (!passkey || !(await noteUse(tx, passkey, now))) return 'none'
  return passkey.checked.userVerified ? 'verified' : 'present'
}
