import { foldAddress, isDomain, plainDomain } from './email-address.ts'

const plainOf = (pattern: string) => (pattern.startsWith('*.') ? pattern.slice(2) : pattern)

/**
 * Reads one entry of an allowlist or a blocklist: an exact domain such as `globex.com`, or `*.globex.com` for every domain
 * beneath it, at any depth. The one does not include the other.
 * @returns the entry folded; undefined when it is none
 */
export function readDomainPattern(given: string): string | undefined {
  const [, beneath = '', domain = ''] = /^(\*\.)?(.*)$/s.exec(given.trim()) ?? []
  const pattern = `${beneath}${foldAddress(plainDomain(domain))}`
  return isDomain(plainOf(pattern)) ? pattern : undefined
}

/** Whether a folded domain is what an entry says, or beneath it. */
export function fitsPattern(pattern: string, domain: string): boolean {
  return pattern.startsWith('*.') ? domain.endsWith(pattern.slice(1)) : domain === pattern
}

/** Whether whatever an entry fits, the other fits as well. */
export function coversPattern(wide: string, narrow: string): boolean {
  return wide === narrow || fitsPattern(wide, plainOf(narrow))
}
