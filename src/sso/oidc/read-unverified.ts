import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { UnverifiedToken } from '../../model/access/id-token.ts'

/** The parts of a token, nothing of it believed; undefined when it is none. */
export function readUnverified(token: string): UnverifiedToken | undefined {
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) }
  } catch {
    return undefined
  }
}
