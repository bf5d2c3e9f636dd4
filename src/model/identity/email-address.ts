/**
 * Addresses are compared ASCII case-insensitively and whole: no Unicode folding, no `+tag` or dot stripping
 * (product.md, "The address of a directory user"). U+212A must not become "k".
 */
export function foldAddress(address: string): string {
  return address.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

const addressMax = 254
const localPartMax = 64
// One "@", no spaces, controls, quotes, brackets or separators; a domain of non-empty labels in ASCII, as DNS has them. Stricter
// than RFC 5321 on purpose: whatever looks odd enough to be read in two ways is no address here.
const pattern = /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cf}]+@[!-~]+$/u
const domainLabels = /^[^@"(),:;<>[\\\].]+(?:\.[^@"(),:;<>[\\\].]+)*$/

/** Whether a text can be an e-mail address of a person. */
export function isAddress(text: string): boolean {
  const at = text.indexOf('@')
  if (text.length > addressMax || at > localPartMax || !pattern.test(text)) return false
  return domainLabels.test(text.slice(at + 1))
}

const isAscii = (text: string) => /^[ -~]*$/.test(text)
const hostLabels = /^[^\s@/?#:%[\\\].]+(?:\.[^\s@/?#:%[\\\].]+)*$/u

/**
 * An internationalized domain as DNS has it (`bücher.de` is `xn--bcher-kva.de`). Letters that only stand for ASCII (full width,
 * `。` for a dot, what has no width) are no such domain: the text stays as it is, and is none.
 * Source: https://www.unicode.org/reports/tr46/
 */
export function plainDomain(domain: string): string {
  if (isAscii(domain) || !hostLabels.test(domain)) return domain
  const labels = domain.split('.')
  const plain = URL.parse(`http://${domain}`)?.hostname.split('.') ?? []
  const isTrue = labels.every((label, n) =>
    isAscii(label) ? plain[n] === label.toLowerCase() : plain[n]?.startsWith('xn--'),
  )
  return isTrue && plain.length === labels.length ? plain.join('.') : domain
}

/**
 * An address with its domain as DNS has it, so that one mailbox has one address, whose domain can be compared with those that were
 * proven.
 */
export function withPlainDomain(text: string): string {
  const at = text.lastIndexOf('@')
  return at < 0 ? text : `${text.slice(0, at)}@${plainDomain(text.slice(at + 1))}`
}

/** The folded domain of an address. */
export function domainOf(address: string): string {
  return foldAddress(address.slice(address.lastIndexOf('@') + 1))
}

const domainPattern = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/

/** Whether a text is an exact, folded domain name, as an administrator declares one. */
export function isDomain(text: string): boolean {
  return domainPattern.test(text)
}

const tombstone = /^[0-9a-f]{32}(?=.+@)/i

/**
 * Entra's soft delete renames attributes to the user's object id, 32 hex digits, in front of the old value
 * (`283405f5…c2ralf.schwieger@mane.com`), together with or near `active=false`. The person still has the old one.
 * Source: onyx-dot-app/onyx#14074; learn.microsoft.com, "How provisioning works".
 */
export function isTombstone(value: string, before: string | undefined): boolean {
  if (!tombstone.test(value)) return false
  return before === undefined || foldAddress(value.slice(32)) === foldAddress(before)
}

/** The value that a soft delete renamed; any other value as it is. */
export function withoutTombstone(value: string): string {
  return tombstone.test(value) ? value.slice(32) : value
}
