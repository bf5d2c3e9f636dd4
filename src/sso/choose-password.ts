import type { CallContext } from '../http/contract-call.ts'
import { networkOf } from '../http/network.ts'
import { hashPassword } from './password-hash.ts'
import { requireGoodPassword } from './password-rule.ts'
import { passwordTurns } from './password-turns.ts'

/**
 * Judges and hashes a new password when its turn has come: both take a core for a while. Ask first whether the caller may choose one.
 * @param known what others know of the person
 * @returns the hash
 * @throws DoorwardError 'invalid' of the field `password`
 */
export async function choosePassword(
  { request, signal }: Pick<CallContext, 'request' | 'signal'>,
  password: string,
  known: readonly string[],
): Promise<string> {
  const leave = await passwordTurns.take(networkOf(request.ip), 1, signal)
  try {
    await requireGoodPassword(password, known)
    return await hashPassword(password)
  } finally {
    leave()
  }
}
