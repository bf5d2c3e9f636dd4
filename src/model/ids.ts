/**
 * Sites and directories are numbered at random, 31 bits each, and written outside as six letters and digits. So the
 * site of a SCIM URL or a token is known before a row is read, and the base URL holds no character that an identity
 * provider refuses (Okta refuses `_`).
 */

const keyLength = 6
const largest = 0x7fffffff
const keyPattern = /^[0-9a-z]{6}$/

/** The public form of a site's or directory's number: six characters of base 36. */
export function keyOf(id: number): string {
  return id.toString(36).padStart(keyLength, '0')
}

/** The number behind a key; undefined when the text is no key. Upper case is accepted: people retype URLs. */
export function idOf(key: string): number | undefined {
  const lower = key.toLowerCase()
  if (!keyPattern.test(lower)) return undefined
  const id = Number.parseInt(lower, 36)
  return id > 0 && id <= largest ? id : undefined
}

export interface DirectoryAddress {
  readonly siteId: number
  readonly directoryId: number
}

/** Reads `{siteKey}{directoryKey}`, the part of a SCIM URL behind `/scim/v2/`. */
export function directoryAddressOf(text: string): DirectoryAddress | undefined {
  if (text.length !== 2 * keyLength) return undefined
  const siteId = idOf(text.slice(0, keyLength))
  const directoryId = idOf(text.slice(keyLength))
  return siteId === undefined || directoryId === undefined ? undefined : { siteId, directoryId }
}

/** The inverse of `directoryAddressOf`. */
export function addressKeyOf(siteId: number, directoryId: number): string {
  return keyOf(siteId) + keyOf(directoryId)
}

/** Turns 32 random bits into an id; zero is not one. */
export function idFromRandom(bits: number): number {
  return bits & largest || 1
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text is a resource id as this server issues them; anything else belongs to nobody. */
export function isResourceId(text: string): boolean {
  return uuidPattern.test(text)
}

/** The id that a text repeats in whatever case: references to resources are not case-exact. Any other text stays as it is. */
export function foldResourceId(text: string): string {
  if (!/[A-F]/.test(text)) return text
  const folded = text.toLowerCase()
  return isResourceId(folded) ? folded : text
}

/** Before every resource id and behind every one: where a list begins that is read upwards or downwards. */
export const lowestId = '00000000-0000-0000-0000-000000000000'
export const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const secretPrefix = 'dwd'

/**
 * A directory token as it is shown once: `dwd_{siteKey}{directoryKey}_{256 random bits, base64url}`. The prefix lets
 * secret scanners find a leaked one.
 */
export function writeToken(address: DirectoryAddress, secret: string): string {
  return `${secretPrefix}_${addressKeyOf(address.siteId, address.directoryId)}_${secret}`
}

const personalPrefixes = {
  link: 'dwl',
  pending: 'dwp',
  session: 'dws',
  device: 'dwb',
  proof: 'dwf',
  passkey: 'dwc',
  'api-key': 'dwk',
  customer: 'dwu',
  code: 'dwm',
  'set-up-link': 'dwe',
  'set-up': 'dwt',
  invitation: 'dwi',
  'message-proof': 'dwr',
} as const
export type PersonalSecret = keyof typeof personalPrefixes
const personalPattern = /^([a-z]{3})_([0-9a-z]{6})_[A-Za-z0-9_-]{43}$/

/**
 * What a person, or a program of the staff, shows: `dwl_{siteKey}_{256 random bits, base64url}`. It names its site, so that
 * the site is known before a row is read.
 */
export function writeSecret(kind: PersonalSecret, siteId: number, secret: string): string {
  return `${personalPrefixes[kind]}_${keyOf(siteId)}_${secret}`
}

/** How many characters of a secret its owner may see again: what names its site, and four of 43 at random. */
const prefixLength = 'dwk_000000_'.length + 4

/** The beginning of a secret, by which a person tells one key from another. */
export const prefixOfSecret = (secret: string) => secret.slice(0, prefixLength)

/** The site of such a secret; undefined when the text is none of this kind. */
export function siteOfSecret(kind: PersonalSecret, text: string): number | undefined {
  const [, prefix, siteKey = ''] = personalPattern.exec(text) ?? []
  return prefix === personalPrefixes[kind] ? idOf(siteKey) : undefined
}
