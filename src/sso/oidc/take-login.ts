import { markUsed } from '../../storage/access/used-marks.ts'
import { type BegunLogin, dropLogin, ownLogin } from '../begun-login.ts'
import type { DoorServices } from '../door-services.ts'
import type { DirectoryVisit } from '../visit.ts'
import { FailedCheck } from './failed-check.ts'

/**
 * Uses up the login that an answer belongs to.
 * @throws FailedCheck when this browser did not begin it, or it is used or over
 */
export async function takeLogin(
  { database }: DoorServices,
  visit: DirectoryVisit,
  loginKey: Buffer,
  answer: URLSearchParams,
): Promise<BegunLogin> {
  const { site, directoryId } = visit
  const [state, ...further] = answer.getAll('state')
  if (!state || further.length > 0) {
    throw new FailedCheck('login', 'The answer has no state, or several: nobody here asked for it.')
  }
  const login = await ownLogin(visit, loginKey, state)
  if (!login) {
    throw new FailedCheck(
      'login',
      'The answer belongs to no sign-in that this browser began here and has not finished: it was begun in another browser, was used before, took longer than ten minutes, the connection was changed meanwhile, or the browser keeps no cookies.',
    )
  }
  dropLogin(visit, 'oidc', state)
  if (login === 'over') {
    throw new FailedCheck('login', 'The answer came more than ten minutes after the sign-in began.')
  }
  const { use, ...begun } = login
  const marked = await database.inSite(site.id, (tx) => tx.read(markUsed(site.id, directoryId, [use])))
  if (marked.length === 0) {
    throw new FailedCheck('login', 'The answer belongs to a sign-in that was finished before, or tried.')
  }
  return begun
}
