// The check of the bytes as they came, before the library sees them. See docs/decisions/0035-saml.md.
import type { SamlConnection } from '../../model/access/connection.ts'
import {
  attributeOf,
  childrenOf,
  elementsOf,
  readXml,
  textOfXml,
  type XmlElement,
  XmlRefusal,
  type XmlRule,
  xmlLimits,
} from '../../model/access/xml.ts'
import { type Check, type Steps, shown } from './checks.ts'
import { assertionNamespace, protocolNamespace, success } from './names.ts'
import { isSigned, signatureChecks } from './signature-checks.ts'

/** What a response is held against. */
export interface Expected {
  readonly connection: SamlConnection
  readonly entityId: string
  readonly acsUrl: string
  /** The request that this browser went away with; undefined when it has none of that name. */
  readonly requestId: string | undefined
  readonly now: Date
}

/** A document that passed. */
export interface Message {
  readonly text: string
  readonly root: XmlElement
}

/** Base64 of the largest document, with line breaks. */
const encodedMax = Math.ceil((xmlLimits.bytesMax * 4) / 3) + 16 * 1024

const xmlRules: { readonly [rule in XmlRule]: string } = {
  size: `It is not longer than ${xmlLimits.bytesMax / 1024} KiB.`,
  encoding: 'It is UTF-8.',
  declarations: 'It holds no DOCTYPE, comment or CDATA section.',
  instructions: 'It holds no processing instruction.',
  entities: 'It uses no entities but those of XML itself.',
  depth: `It is not nested deeper than ${xmlLimits.depthMax} levels.`,
  amount: `It has no more than ${xmlLimits.elementsMax} elements.`,
  form: 'It is well-formed XML.',
}

/**
 * The bytes of a response as a browser posts it.
 * @throws Refused unless it is strict base64
 */
export function decodeResponse(encoded: string, steps: Steps): Buffer {
  if (encoded.length > encodedMax) {
    steps.failed(
      'size',
      `The response is longer than ${xmlLimits.bytesMax / 1024} KiB: have your provider send fewer groups.`,
    )
  }
  const dense = encoded.replaceAll(/[\r\n\t ]/g, '')
  const bytes = Buffer.from(dense, 'base64')
  if (dense === '' || bytes.toString('base64') !== dense) {
    steps.failed('base64', 'What came is no base64: it is not what your provider sent.')
  }
  steps.passed('base64', 'It is base64.')
  return bytes
}

/**
 * Reads a document by the strict rules of `readXml`; nothing else has read it by then.
 * @throws Refused
 */
export function readMessage(bytes: Uint8Array, steps: Steps): Message {
  try {
    const text = textOfXml(bytes)
    const root = readXml(text)
    for (const [check, says] of Object.entries(xmlRules)) steps.passed(check, says)
    return { text, root }
  } catch (error) {
    if (error instanceof XmlRefusal)
      return steps.failed(error.rule, `The response cannot be read. ${error.message}`)
    throw error
  }
}

interface Subject extends Expected {
  readonly root: XmlElement
  readonly elements: readonly XmlElement[]
  readonly assertions: readonly XmlElement[]
}

const isAssertion = ({ name, namespace }: XmlElement) =>
  namespace === assertionNamespace && (name === 'Assertion' || name === 'EncryptedAssertion')

const identifier = /^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/

function wrongIds({ elements }: { readonly elements: readonly XmlElement[] }): string | undefined {
  const all = elements.flatMap(({ attributes }) =>
    attributes.filter(({ name }) => name.toLowerCase() === 'id'),
  )
  if (all.some(({ prefix, name }) => prefix !== '' || (name !== 'ID' && name !== 'Id'))) {
    return 'It has an ID under another name: xml:id, or one of another namespace.'
  }
  if (all.some(({ value }) => !identifier.test(value))) return 'One of its IDs is none.'
  if (new Set(all.map(({ value }) => value)).size !== all.length)
    return 'Two of its elements have the same ID.'
  return undefined
}

function wrongStatus({ root }: Subject): string | undefined {
  const [status, ...more] = childrenOf(root, protocolNamespace, 'Status')
  const [code, ...others] = status ? childrenOf(status, protocolNamespace, 'StatusCode') : []
  if (!status || !code || more.length > 0 || others.length > 0)
    return 'It does not say how the sign-in ended.'
  const value = attributeOf(code, 'Value')
  if (value === success) return undefined
  const [inner] = childrenOf(code, protocolNamespace, 'StatusCode')
  const [message] = childrenOf(status, protocolNamespace, 'StatusMessage')
  const said = [value, inner && attributeOf(inner, 'Value'), message?.text.trim()].filter(Boolean)
  return `Your provider did not let the person in. It said: ${shown(said.join(' · '))}`
}

function wrongSigning({ root, assertions, connection }: Subject): string | undefined {
  const { signed } = connection
  if (signed !== 'assertion' && !isSigned(root)) {
    return 'The response is not signed: have your provider sign it, or choose “assertion” as what is signed.'
  }
  const [assertion] = assertions
  // What is encrypted is looked at once it was decrypted.
  if (signed !== 'response' && assertion?.name === 'Assertion' && !isSigned(assertion)) {
    return 'The assertion is not signed: have your provider sign it, or choose “response” as what is signed.'
  }
  return undefined
}

const issuerOf = (element: XmlElement) => childrenOf(element, assertionNamespace, 'Issuer')

/** Of a response, in this order. */
const responseChecks: readonly Check<Subject>[] = [
  {
    check: 'root',
    says: 'It is a SAML response.',
    wrong: ({ root }) =>
      root.name === 'Response' && root.namespace === protocolNamespace
        ? undefined
        : `It is no SAML response but ${shown(root.name)} of ${shown(root.namespace)}.`,
  },
  {
    check: 'version',
    says: 'It is SAML 2.0.',
    wrong: ({ root }) =>
      attributeOf(root, 'Version') === '2.0'
        ? undefined
        : 'It is not SAML 2.0: choose SAML 2.0 in your provider.',
  },
  {
    check: 'ids',
    says: 'No two of its elements have the same ID.',
    wrong: (subject) => (attributeOf(subject.root, 'ID') === undefined ? 'It has no ID.' : wrongIds(subject)),
  },
  { check: 'status', says: 'The provider let the person in.', wrong: wrongStatus },
  {
    check: 'destination',
    says: ({ acsUrl }) => `It was meant for ${acsUrl}.`,
    wrong({ root, acsUrl }) {
      const destination = attributeOf(root, 'Destination')
      return destination === undefined || destination === acsUrl
        ? undefined
        : `The response was meant for ${shown(destination)}, not for us: correct the ACS URL in your provider to ${acsUrl}.`
    },
  },
  {
    check: 'response-issuer',
    says: 'It names no other issuer than this connection’s.',
    wrong({ root, connection }) {
      const issuers = issuerOf(root)
      if (issuers.length === 0) return undefined
      const [issuer] = issuers
      return issuers.length === 1 && issuer?.text.trim() === connection.issuer
        ? undefined
        : `The response is from ${shown(issuer?.text)}, this connection belongs to ${connection.issuer}: correct the issuer here, or what your provider calls itself.`
    },
  },
  {
    check: 'assertions',
    says: 'It holds one assertion, where it belongs.',
    wrong({ root, elements, assertions }) {
      const anywhere = elements.filter(({ name }) => name === 'Assertion' || name === 'EncryptedAssertion')
      if (anywhere.length === 0) return 'It holds no assertion.'
      return anywhere.length === 1 && assertions.length === 1 && assertions[0]?.parent === root
        ? undefined
        : 'It holds more than one assertion, or one where none belongs.'
    },
  },
  {
    check: 'encryption',
    says: ({ connection }) =>
      connection.encrypted ? 'The assertion came encrypted.' : 'The assertion came readable, as agreed.',
    wrong({ assertions: [assertion], connection }) {
      const came = assertion?.name === 'EncryptedAssertion'
      if (came === connection.encrypted) return undefined
      return came
        ? 'The assertion came encrypted, which this connection does not expect: switch encryption on here, or off in your provider.'
        : 'The assertion came unencrypted, which this connection does not accept: switch encryption on in your provider, or off here.'
    },
  },
  {
    check: 'signed',
    says: ({ connection }) => `Signed is what must be: ${connection.signed}.`,
    wrong: wrongSigning,
  },
]

/**
 * Looks a response over before anybody computes with it.
 * @returns its one assertion, plain or encrypted
 * @throws Refused
 */
export function checkResponse({ root }: Message, expected: Expected, steps: Steps): XmlElement {
  const elements = elementsOf(root)
  const assertions = elements.filter((element) => isAssertion(element) && element.parent === root)
  steps.run(responseChecks, { ...expected, root, elements, assertions })
  steps.run(signatureChecks, {
    elements,
    holders: [root, ...assertions.filter(({ name }) => name === 'Assertion')],
  })
  const [assertion] = assertions
  if (!assertion) throw new Error('it was counted')
  return assertion
}

interface DecryptedSubject {
  readonly root: XmlElement
  readonly elements: readonly XmlElement[]
  readonly connection: SamlConnection
}

/** Of what was encrypted: the same as of what was not. They say less, because whoever changes a cipher reads the answers. */
const decryptedChecks: readonly Check<DecryptedSubject>[] = [
  {
    check: 'assertions',
    says: 'What was encrypted is one assertion.',
    wrong({ root, elements }) {
      const anywhere = elements.filter(({ name }) => name === 'Assertion' || name === 'EncryptedAssertion')
      return anywhere.length === 1 && isAssertion(root) && root.name === 'Assertion' ? undefined : 'no'
    },
  },
  { check: 'ids', says: 'No two of its elements have the same ID.', wrong: wrongIds },
  {
    check: 'signed',
    says: 'Signed is what must be.',
    wrong: ({ root, connection }) => (connection.signed === 'response' || isSigned(root) ? undefined : 'no'),
  },
]

/** @throws Refused */
export function checkDecrypted({ root }: Message, connection: SamlConnection, steps: Steps): void {
  const elements = elementsOf(root)
  steps.run(decryptedChecks, { root, elements, connection })
  steps.run(signatureChecks, { elements, holders: [root] })
}
