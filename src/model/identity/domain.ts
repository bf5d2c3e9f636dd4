import consumerMail from 'email-providers/all.json' with { type: 'json' }
import { parse } from 'tldts'
import { foldAddress, isDomain, plainDomain } from './email-address.ts'

export type DomainRefusal = 'no-domain' | 'public-suffix' | 'consumer-mail'

/** What email-providers 2.26.0 does not name, and where anybody can have a mailbox too. */
const alsoConsumerMail = ['posteo.de', 'freenet.de', 'mailbox.org']
const consumerDomains = new Set([...consumerMail, ...alsoConsumerMail])
// It names them, but nobody has a mailbox there (RFC 2606): they are for examples, and people try them.
for (const reserved of ['example.com', 'example.net', 'example.org']) consumerDomains.delete(reserved)

/**
 * Reads a domain that a directory shall speak for: exact, as DNS has it, folded as addresses are. A trailing dot and an IP
 * address are refused instead of being put right.
 * @returns the folded domain, or why no company can have it for itself
 */
export function readDomain(given: string): { readonly domain: string } | { readonly refusal: DomainRefusal } {
  const domain = foldAddress(plainDomain(given.trim()))
  if (!isDomain(domain)) return { refusal: 'no-domain' }
  const { isIp, domain: registered } = parse(domain, { allowPrivateDomains: true })
  if (isIp) return { refusal: 'no-domain' }
  // Whoever registers beneath a public suffix, be it co.uk or github.io, is a company of their own.
  if (registered === null) return { refusal: 'public-suffix' }
  if (withParents(domain).some((one) => consumerDomains.has(one))) return { refusal: 'consumer-mail' }
  return { domain }
}

/** A domain and those above it, except the last label. */
function withParents(domain: string): string[] {
  const labels = domain.split('.')
  return labels.slice(0, -1).map((_, n) => labels.slice(n).join('.'))
}

/** Who else has a say in a domain. */
export interface DomainFacts {
  readonly own: 'declared' | 'proven' | null
  readonly provenElsewhere: boolean
  /** Somebody of the staff has an address in it. */
  readonly ofStaff: boolean
}

export type DeclarationRefusal = 'has-it' | 'proven-elsewhere' | 'of-staff'

/** Whether an administrator's word gives a directory authority for a domain (product.md, "Authority for addresses"). */
export function judgeDeclaration(facts: DomainFacts): DeclarationRefusal | undefined {
  if (facts.own !== null) return 'has-it'
  if (facts.ofStaff) return 'of-staff'
  return facts.provenElsewhere ? 'proven-elsewhere' : undefined
}

/** What can be done about a directory's say in a domain. */
export const domainActs = ['declare', 'prove', 'remove'] as const
export type DomainAct = (typeof domainActs)[number]
