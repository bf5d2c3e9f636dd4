import { createHash } from 'node:crypto'

/** What tells two states of one thing apart (RFC 9110 8.8.3). */
export function entityTagOf(body: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`
}
