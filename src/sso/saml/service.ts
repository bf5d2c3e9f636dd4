// Requests and responses by the library, which is never alone: docs/decisions/0035-saml.md.
import { randomBytes, X509Certificate } from 'node:crypto'
import type { SamlConnection } from '../../model/access/connection.ts'
import type { XmlElement } from '../../model/access/xml.ts'
import { canonical } from '../../model/access/xml-canonical.ts'
import { Refused, Steps } from './checks.ts'
import type { OwnNames } from './names-of.ts'
import type { Expected } from './raw-check.ts'
import { type Checked, checkSigned } from './signed-check.ts'
import { areSignedAsTheyStand, isHeavy, signersOf } from './signed-info.ts'

const modulusMin = 2048

const library = () => import('./library.ts')

/** The name of a request: nobody guesses it. */
export const newRequestId = () => `_${randomBytes(20).toString('hex')}`

/** Where a browser goes with a request of ours. */
export async function requestUrlOf(
  connection: SamlConnection,
  names: OwnNames,
  requestId: string,
  now: Date,
): Promise<string> {
  const { samlOf } = await library()
  const saml = samlOf(connection, names, connection.certificates.slice(0, 1), requestId, now)
  return saml.getAuthorizeUrlAsync('', undefined, {})
}

/** Certificates whose keys are strong enough to be believed. */
export function strongCertificates(certificates: readonly string[]): readonly string[] {
  return certificates.filter((pem) => {
    const known = strong.get(pem)
    if (known !== undefined) return known
    if (strong.size >= strongMax) strong.clear()
    const found = isStrong(pem)
    strong.set(pem, found)
    return found
  })
}

/** Looking into a certificate takes as long as verifying a signature by it. */
const strong = new Map<string, boolean>()
const strongMax = 1_000

function isStrong(pem: string): boolean {
  try {
    const { publicKey } = new X509Certificate(pem)
    const { modulusLength = 0 } = publicKey.asymmetricKeyDetails ?? {}
    return publicKey.asymmetricKeyType === 'rsa' && modulusLength >= modulusMin
  } catch {
    return false
  }
}

/** A response that passed the check of its bytes. */
interface Readable {
  readonly bytes: Buffer
  readonly response: XmlElement
  /** Decrypted, if it came encrypted. */
  readonly assertion: XmlElement
}

/**
 * Has the library verify the signature of a response that passed the check of its bytes, and looks at what was signed: first we,
 * then the library.
 * @throws Refused
 */
export async function verify(
  { bytes, response, assertion }: Readable,
  expected: Expected,
  steps: Steps,
): Promise<Checked> {
  const { connection, now, requestId } = expected
  const believed = strongCertificates(connection.certificates)
  if (believed.length === 0) {
    steps.failed(
      'certificates',
      `This connection has no certificate with an RSA key of ${modulusMin} bits or more: add your provider’s present one.`,
    )
  }
  const holders = { assertion: [assertion], response: [response], both: [response, assertion] }[
    connection.signed
  ]
  const isLong = isHeavy(response) || isHeavy(assertion)
  const certificates = isLong || believed.length > 1 ? signersOf(holders, believed) : believed
  if (certificates.length === 0) steps.failed('signature', wrongSignature)
  if (isLong) lookAhead(holders, assertion, expected, steps)
  const { samlOf } = await library()
  let seen: { readonly signed: string; readonly checked: Checked } | undefined
  const saml = samlOf(connection, expected, certificates, requestId, now, (signed) => {
    steps.passed('signature', rightSignature)
    seen = { signed, checked: checkSigned(signed, expected, steps) }
  })
  const { profile } = await saml
    .validatePostResponseAsync({ SAMLResponse: bytes.toString('base64') })
    .catch((error: unknown) => {
      if (error instanceof Refused) throw error
      if (seen) return steps.failed('library', 'The library that reads responses refuses what was signed.')
      return steps.failed('signature', wrongSignature)
    })
  if (!profile || !seen) return steps.failed('signature', wrongSignature)
  // Two readers that differ are a reason to believe neither.
  if (profile.nameID !== seen.checked.nameId || profile.getAssertionXml?.() !== seen.signed) {
    return steps.failed('library', 'The assertion can be read in two ways.')
  }
  steps.passed('library', 'The library that reads responses finds nothing wrong either.')
  return seen.checked
}

/**
 * Refuses a long document before the library works on it, if it would be refused after that: a genuine signature of yesterday makes
 * the work of a second cost nobody anything.
 * @throws Refused
 */
function lookAhead(
  holders: readonly XmlElement[],
  assertion: XmlElement,
  expected: Expected,
  steps: Steps,
): void {
  if (!areSignedAsTheyStand(holders)) steps.failed('signature', wrongSignature)
  const ahead = new Steps()
  try {
    checkSigned(canonical(assertion), expected, ahead)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    steps.passed('signature', rightSignature)
    steps.all.push(...ahead.all)
    throw new Refused(steps.all)
  }
}

const rightSignature = 'The signature is by a certificate of this connection.'
const wrongSignature =
  'The signature is not by a certificate of this connection, or what was signed was changed on the way. Compare the certificate here with your provider’s present one.'
