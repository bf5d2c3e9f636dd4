/** Domains as look-alikes are found by them: what of a host was registered, and the keys that it shares with what looks like it. */
import { parse } from 'tldts'
import { readDomain } from '../identity/domain.ts'
import { unicodeLabel } from './punycode.ts'
import { lettersOf, neighbourhood } from './skeleton.ts'

/** The registered part of a host, which one company has for itself; undefined where anybody can have a mailbox. */
export function companyDomain(host: string): string | undefined {
  const read = readDomain(host)
  if ('refusal' in read) return undefined
  return parse(read.domain, { allowPrivateDomains: true }).domain ?? undefined
}

/** What a host looks like. */
export function hostLetters(host: string): string {
  return host
    .split('.')
    .map((label) => lettersOf(unicodeLabel(label)).replaceAll('cl', 'd'))
    .join('.')
}

/** Shorter labels are one edit from too many others. */
export const editedLabelMin = 5
const labelMin = 4

/** @param letters of a registered domain */
export const labelOf = (letters: string) => letters.slice(0, letters.indexOf('.'))

/** By what a known domain is found; none where anybody can have a mailbox. */
export function domainKeys(domain: string): string[] {
  const registered = companyDomain(domain)
  if (registered === undefined) return []
  const letters = hostLetters(registered)
  const label = labelOf(letters)
  const whole = label.length >= editedLabelMin ? neighbourhood(letters) : [letters]
  return label.length >= labelMin ? [...whole, `=${label}`] : whole
}

/** What is put before or behind a company's name to make a domain of one's own. */
const added: readonly string[] = [
  ...[
    'support',
    'helpdesk',
    'help',
    'service',
    'services',
    'secure',
    'security',
    'login',
    'signin',
    'account',
    'accounts',
  ],
  ...[
    'mail',
    'email',
    'online',
    'portal',
    'team',
    'group',
    'corp',
    'inc',
    'gmbh',
    'ltd',
    'llc',
    'billing',
    'invoice',
  ],
  ...[
    'payment',
    'payments',
    'finance',
    'hr',
    'it',
    'admin',
    'office',
    'cloud',
    'web',
    'app',
    'global',
    'international',
  ],
  ...['verify', 'update', 'my', 'the', 'get', 'de', 'us', 'uk', 'eu', 'co'],
].map(lettersOf)

/** The company's name in a label to which words were added: `globex-support`, `secureglobex`. */
function withoutAdded(label: string): string[] {
  const parts = label.includes('-') ? label.split('-') : []
  const bare = added.flatMap((word) => [
    ...(label.startsWith(word) ? [label.slice(word.length)] : []),
    ...(label.endsWith(word) ? [label.slice(0, -word.length)] : []),
  ])
  // Of parts with hyphens only what is left when all others are such words.
  const [own = '', other] = parts.filter((one) => !added.includes(one))
  const rests = [...bare.map((one) => one.replace(/^-|-$/g, '')), ...(other === undefined ? [own] : [])]
  return rests.filter((one) => one.length >= editedLabelMin)
}

/** What of a writer's host may be another's: see `resemblance`. */
export interface HostParts {
  readonly registered: string
  readonly letters: string
  /** Labels, or rows of them, before the registered domain, and the registered one with hyphens for dots. */
  readonly inside: readonly string[]
  /** Labels that stand before it, and are long enough to be a company's. */
  readonly insideLabels: readonly string[]
  /** The registered label as it is, and without what was added. */
  readonly labels: readonly string[]
}

const labelsMax = 10
/** Labels that many hosts have. */
const ordinary: ReadonlySet<string> = new Set(
  [
    'mailer',
    'email',
    'support',
    'service',
    'secure',
    'newsletter',
    'notifications',
    'bounce',
    'bounces',
    'smtp',
  ].map(lettersOf),
)

/** @returns undefined for a host where anybody can have a mailbox, or that is none */
export function hostParts(host: string): HostParts | undefined {
  const registered = companyDomain(host)
  if (registered === undefined) return undefined
  const letters = hostLetters(registered)
  const before = hostLetters(host.slice(0, -registered.length)).split('.').filter(Boolean).slice(-labelsMax)
  const rows: string[] = []
  for (let from = 0; from < before.length; from += 1) {
    for (let to = from + 2; to <= Math.min(before.length, from + 3); to += 1)
      rows.push(before.slice(from, to).join('.'))
  }
  const label = labelOf(letters)
  const hyphened = [...before, label]
    .filter((one) => one.includes('-'))
    .map((one) => one.replaceAll('-', '.'))
  // What a label ends with, when words stand before: `login-globex-com`.
  const ends = hyphened.flatMap((one) => one.split('.').map((_, n, all) => all.slice(n).join('.')))
  return {
    registered,
    letters,
    inside: [...rows, ...ends.filter((one) => one.includes('.'))],
    insideLabels: before
      .flatMap((one) => [one, ...one.split('-')])
      .filter((one) => one.length >= editedLabelMin && !ordinary.has(one)),
    labels: [label, ...withoutAdded(label)],
  }
}

/** Every key by which a known domain may be found that the host looks like. */
export function hostKeys(parts: HostParts): string[] {
  const labels = [...parts.labels, ...parts.insideLabels].map((label) => `=${label}`)
  return [...neighbourhood(parts.letters), ...parts.inside, ...labels]
}
