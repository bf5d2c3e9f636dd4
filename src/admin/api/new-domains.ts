// Of several domains that somebody gives at once, the one at fault is named by its place.
import { DoorwardError, FieldErrors } from '../../model/errors.ts'
import { DomainRefused, requireDomain } from '../domains.ts'

/** @throws FieldErrors naming each that is none, or that nobody may speak for */
export function requireDomains(domains: readonly string[]): void {
  const errors = domains.flatMap((domain, n) => {
    try {
      requireDomain(domain)
      return []
    } catch (error) {
      if (!(error instanceof DoorwardError)) throw error
      return [{ field: `domains.${n}`, rule: error.code, detail: error.message.replace('domain: ', '') }]
    }
  })
  if (errors.length > 0) throw new FieldErrors(errors)
}

/** Names the one of the given domains that stands in the way; any other error as it is. */
export function inPlaceOf(error: unknown, given: readonly string[]): unknown {
  if (!(error instanceof DomainRefused)) return error
  const field = `domains.${given.findIndex((one) => requireDomain(one) === error.domain)}`
  return new DoorwardError(error.code, error.message.replace('domain', field), field)
}
