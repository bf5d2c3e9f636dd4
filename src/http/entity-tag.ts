import { createHash } from 'node:crypto'
import type { Route } from '../model/contract.ts'

/**
 * What tells two states of one thing apart for whoever changes it (RFC 9110 8.8.3).
 * @param route the route that answers the thing
 */
export function entityTagOf({ tagged }: Route, answer: unknown): string {
  const told = tagged ? tagged.map((name) => (answer as { readonly [name: string]: unknown })[name]) : answer
  return `"${createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22)}"`
}
