import { hashOf, readCookie } from '../../http/session-cookie.ts'
import { siteOfSecret } from '../../model/ids.ts'
import {
  type FoundPendingLogin,
  type PendingLogin,
  pendingLogin,
  takePendingLogin,
} from '../../storage/access/pending-logins.ts'
import type { DoorServices } from '../door-services.ts'
import type { DirectoryVisit } from '../visit.ts'
import { loginIdOf } from './begin.ts'
import { FailedCheck } from './failed-check.ts'

/**
 * Uses up the login that an answer belongs to.
 * @throws FailedCheck when this browser did not begin it, or it is used or over
 */
export async function takeLogin(
  { database }: DoorServices,
  { request, site, directoryId, isSecure, now }: DirectoryVisit,
  answer: URLSearchParams,
): Promise<PendingLogin> {
  const [state, ...further] = answer.getAll('state')
  if (!state || further.length > 0) {
    throw new FailedCheck('login', 'The answer has no state, or several: nobody here asked for it.')
  }
  const browser = readCookie(request, 'oidc', isSecure)
  if (browser === undefined || siteOfSecret('oidc', browser) !== site.id) {
    throw new FailedCheck(
      'login',
      'The answer came in a browser that began no sign-in here, or that keeps no cookies.',
    )
  }
  const loginId = loginIdOf(state)
  const wanted = { loginId, browserHash: hashOf(browser) }
  const [taken, found] = await database.inSite(site.id, async (tx) => {
    const [login] = await tx.read<PendingLogin>(takePendingLogin(site.id, directoryId, wanted, now))
    if (login) return [login, undefined] as const
    const [other] = await tx.read<FoundPendingLogin>(pendingLogin(site.id, directoryId, loginId))
    return [undefined, other] as const
  })
  if (taken) return taken
  if (found && found.expiresAt <= now) {
    throw new FailedCheck('login', 'The answer came more than ten minutes after the sign-in began.')
  }
  throw new FailedCheck(
    'login',
    found
      ? 'The answer belongs to a sign-in that was begun in another browser.'
      : 'The answer belongs to no sign-in that waits for one at this directory: it was used before, or never begun.',
  )
}
