import { markUsed } from '../../storage/access/used-marks.ts'
import { type BegunLogin, dropLogin, ownLogin } from '../begun-login.ts'
import type { DoorServices } from '../door-services.ts'
import type { DirectoryVisit } from '../visit.ts'
import { budgetKeyOf, codeBudgetOf } from './code-budget.ts'
import { FailedCheck } from './failed-check.ts'

/**
 * Uses up the login that an answer belongs to, unless its network has to wait.
 * @returns 'wait' when the provider is not to be asked now; the login is still there
 * @throws FailedCheck when this browser did not begin it, or it is used or over
 */
export async function takeLogin(
  doors: DoorServices,
  visit: DirectoryVisit,
  loginKey: Buffer,
  answer: URLSearchParams,
): Promise<BegunLogin | 'wait'> {
  const { site, directoryId, now } = visit
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
  if (login !== 'over' && !codeBudgetOf(doors).take(budgetKeyOf(visit), now.getTime())) return 'wait'
  dropLogin(visit, 'oidc', state)
  if (login === 'over') {
    throw new FailedCheck('login', 'The answer came more than ten minutes after the sign-in began.')
  }
  const { use, ...begun } = login
  const marked = await doors.database.inSite(site.id, (tx) => tx.read(markUsed(site.id, directoryId, [use])))
  if (marked.length === 0) {
    // The provider is not asked.
    codeBudgetOf(doors).giveBack(budgetKeyOf(visit))
    throw new FailedCheck('login', 'The answer belongs to a sign-in that was finished before, or tried.')
  }
  return begun
}
