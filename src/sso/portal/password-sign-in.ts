// A customer comes in by a password, where the site lets them have one.

import { countTry, TooManyTries, takeTryBack, trySubject } from '../../http/attempts.ts'
import type { Call } from '../../http/contract-call.ts'
import { networkOf } from '../../http/network.ts'
import { readCookie } from '../../http/session-cookie.ts'
import { type AddressPeople, ownWayOpens, type PortalWay, portalWay } from '../../model/access/portal-way.ts'
import { DoorwardError, invalid } from '../../model/errors.ts'
import { foldAddress, isAddress, withPlainDomain } from '../../model/identity/email-address.ts'
import { forgiveAttempts, knownBrowser } from '../../storage/access/attempts.ts'
import { type CustomerPassword, passwordOfAddress } from '../../storage/access/customer-passwords.ts'
import { peopleOfAddress } from '../../storage/access/portal-people.ts'
import type { Transaction } from '../../storage/database.ts'
import type { portalApi } from '../contract/portal.ts'
import { keepBrowserSecret, noteBrowser } from '../known-browser.ts'
import { browserSecret } from '../open-session.ts'
import { verifyInTurn } from '../own-password.ts'
import { markOfAddress } from './box.ts'
import { logSignIn, newCustomerSecret, openCustomerSession, showCustomerIn } from './session.ts'
import { holdDoor } from './way.ts'

type Api = typeof portalApi
type Attempt = Call<Api['signInByPassword']>

/** One answer, whatever it was: who wants to know more reads the mail, which says it to whoever has the mailbox alone. */
const wrong = () =>
  new DoorwardError(
    'not-signed-in',
    'This address and this password do not sign you in. Ask for a mail instead: it shows the way that is yours.',
  )

export const passwordsAreOff = () =>
  new DoorwardError('forbidden', 'Customers have no passwords here. Ask for a code by mail.')

interface Found {
  readonly way: PortalWay
  /** Of whom the password lets in. */
  readonly password: CustomerPassword | undefined
}

/**
 * The same two statements for every address.
 * @param lock as `peopleOf` has it
 */
async function find(tx: Transaction, address: string, lock: 'lock' | 'look'): Promise<Found> {
  const folded = foldAddress(address)
  const [people = [], passwords = []] = (
    await tx.readAll([
      ...(lock === 'lock' ? holdDoor(tx.siteId, folded) : []),
      peopleOfAddress(tx.siteId, folded),
      passwordOfAddress(tx.siteId, folded),
    ])
  ).slice(-2) as [AddressPeople[], CustomerPassword[]]
  const [one] = people
  if (!one) throw new Error('one row is always answered')
  const way = portalWay(address, one)
  const opens = ownWayOpens(way)
  const password = passwords.find(({ customerId }) => customerId === opens)
  return { way, password }
}

/**
 * Signs in by address and password. Whether somebody has the address, has a password, or has another door shows neither in the
 * answer nor in its time: all are looked up by the same statements, cost one look at a password, and leave one line in the log.
 */
export async function signInByPassword(call: Attempt): Promise<undefined> {
  const { body, site, database, now, request, signal, isSecure } = call
  if (!site.customerPasswords) throw passwordsAreOff()
  const address = withPlainDomain(body.address.trim())
  if (!isAddress(address)) throw invalid('address', 'must be an e-mail address, such as ann@globex.com.')
  const network = networkOf(request.ip)
  const account = `customer ${foldAddress(address)}`
  const pair = trySubject('pair', account, network)
  // Customers and staff of one network do not hold each other up.
  const further = [trySubject('network', `customer ${network}`), trySubject('account', account)]
  const mark = markOfAddress(address, readCookie(request, 'browser', isSecure))
  const { waitsUntil, known, ...found } = await database.inSite(site.id, async (tx) => {
    // Strangers' tries hold nobody back in a browser in which somebody came in by the address before.
    const isKnown = (await tx.read(knownBrowser(site.id, mark))).length > 0
    const own = isKnown ? trySubject('known', account) : undefined
    const until = await countTry(tx, own ? [own] : [pair, ...further], now)
    return { waitsUntil: until, known: own, ...(await find(tx, address, 'look')) }
  })
  if (waitsUntil) throw new TooManyTries(waitsUntil, now)
  const isRight = await verifyInTurn(network, body.password, found.password?.passwordHash ?? null, signal)
  if (!isRight || !found.password) {
    await noteRefusal(call, address, found)
    throw wrong()
  }
  const { customerId, passwordHash } = found.password
  const secret = newCustomerSecret(site.id)
  const browser = browserSecret(site.id, call)
  const changed = await database.inSite(site.id, async (tx) => {
    // What was right a moment ago may have been changed meanwhile, or somebody deactivated.
    const present = await find(tx, address, 'lock')
    if (present.password?.passwordHash !== passwordHash) return present
    if (!known) takeTryBack(tx, further)
    tx.write({ ...forgiveAttempts(site.id, (known ?? pair).hash), alone: true })
    noteBrowser(tx, markOfAddress(address, browser), now)
    openCustomerSession(tx, { customerId, method: 'password', said: address }, secret, call)
    return undefined
  })
  if (changed) {
    await noteRefusal(call, address, changed)
    throw wrong()
  }
  showCustomerIn(secret, call)
  keepBrowserSecret(browser, call)
}

/** Told to administrators; whoever is at the door hears none of it. */
async function noteRefusal(call: Attempt, said: string, { way, password }: Found): Promise<void> {
  const why =
    password || !way.reason
      ? 'The password was wrong, or there is none.'
      : `A password opens no door for this address (${way.reason}).`
  await call.database.inSite(call.site.id, async (tx) => {
    const line = { method: 'password', directoryId: null, purpose: 'sign-in', said } as const
    const customerId = password?.customerId ?? null
    logSignIn(tx, { ...line, customerId, outcome: 'wrong-password', why }, call)
  })
}
