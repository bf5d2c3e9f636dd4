// The check of the bytes that were signed, after the library has said that they were. Nothing else of a response is believed.
import type { Identity } from '../../model/access/identity.ts'
import { attributeOf, childrenOf, readXml, type XmlElement, XmlRefusal } from '../../model/access/xml.ts'
import { type Check, type Steps, shown } from './checks.ts'
import { identityOf } from './claims.ts'
import { assertionNamespace, bearer } from './names.ts'
import type { Expected } from './raw-check.ts'

/** So far clocks may differ. */
export const skewMs = 60_000
/** So old an assertion may be. */
export const ageMaxMs = 10 * 60_000

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/

/** A moment as SAML writes it; undefined when it is none. Without a zone it is UTC. */
function momentOf(text: string | undefined): number | undefined {
  if (text === undefined || !instant.test(text)) return undefined
  const at = Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(at) ? undefined : at
}

interface Subject extends Expected {
  readonly assertion: XmlElement
}

const nowOf = ({ now }: Expected) => `${now.toISOString().slice(0, 19)}Z by our clock`

/** Not yet, no longer, or no moment at all; undefined when it is now. */
function outside(
  element: XmlElement,
  subject: Subject,
  { needsEnd }: { readonly needsEnd: boolean },
): string | undefined {
  const from = attributeOf(element, 'NotBefore')
  const to = attributeOf(element, 'NotOnOrAfter')
  const now = subject.now.getTime()
  const fromMs = momentOf(from)
  const toMs = momentOf(to)
  if ((from !== undefined && fromMs === undefined) || (to !== undefined && toMs === undefined)) {
    return 'The assertion says its time in a way that is none.'
  }
  if (needsEnd && toMs === undefined) return 'The assertion does not say until when it holds.'
  if (fromMs !== undefined && now + skewMs < fromMs) {
    return `The assertion holds from ${shown(from)} on, it is ${nowOf(subject)}: compare your provider’s clock with ours.`
  }
  if (toMs !== undefined && now - skewMs >= toMs) {
    return `The assertion held until ${shown(to)}, it is ${nowOf(subject)}: sign in again, and compare your provider’s clock with ours.`
  }
  return undefined
}

const inAssertion = (element: XmlElement | undefined, name: string) =>
  element ? childrenOf(element, assertionNamespace, name) : []

function confirmationOf({ assertion }: Subject) {
  const confirmations = inAssertion(assertion, 'Subject').flatMap((one) =>
    inAssertion(one, 'SubjectConfirmation'),
  )
  const data = confirmations.flatMap((one) => inAssertion(one, 'SubjectConfirmationData'))
  return { confirmations, confirmation: confirmations[0], data: data.length === 1 ? data[0] : undefined }
}

function wrongConditions(subject: Subject): string | undefined {
  const all = inAssertion(subject.assertion, 'Conditions')
  const [conditions] = all
  if (all.length !== 1 || !conditions) return 'The assertion has no conditions, or more than one set of them.'
  const known = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'])
  const strange = conditions.children.find(
    ({ name, namespace }) => namespace !== assertionNamespace || !known.has(name),
  )
  if (strange) return `The assertion holds under a condition that we do not know: ${shown(strange.name)}.`
  return outside(conditions, subject, { needsEnd: false })
}

function wrongAudience({ assertion, entityId }: Subject): string | undefined {
  const restrictions = inAssertion(assertion, 'Conditions').flatMap((one) =>
    inAssertion(one, 'AudienceRestriction'),
  )
  const named = restrictions.map((one) => inAssertion(one, 'Audience').map(({ text }) => text.trim()))
  if (named.length > 0 && named.every((audiences) => audiences.includes(entityId))) return undefined
  return `The assertion was made for ${shown(named.flat().join(', '))}, not for us: correct the audience (entity id) in your provider to ${entityId}.`
}

function wrongAge({ assertion, now }: Subject): string | undefined {
  const issued = momentOf(attributeOf(assertion, 'IssueInstant'))
  if (issued === undefined) return 'The assertion does not say when it was made.'
  if (issued - skewMs > now.getTime())
    return 'The assertion was made in the future: compare your provider’s clock with ours.'
  return now.getTime() - skewMs >= issued + ageMaxMs
    ? `The assertion is older than ${ageMaxMs / 60_000} minutes: sign in again.`
    : undefined
}

/** Of an assertion whose signature is good, in this order. */
const assertionChecks: readonly Check<Subject>[] = [
  {
    check: 'assertion',
    says: 'What was signed is an assertion of SAML 2.0.',
    wrong: ({ assertion: { name, namespace, attributes } }) =>
      name === 'Assertion' &&
      namespace === assertionNamespace &&
      attributes.some((one) => one.name === 'Version' && one.value === '2.0') &&
      attributes.some((one) => one.name === 'ID' && one.prefix === '')
        ? undefined
        : 'What was signed is no assertion of SAML 2.0.',
  },
  {
    check: 'issuer',
    says: ({ connection }) => `It is from ${connection.issuer}.`,
    wrong({ assertion, connection }) {
      const [issuer, ...more] = inAssertion(assertion, 'Issuer')
      return issuer?.text.trim() === connection.issuer && more.length === 0
        ? undefined
        : `The assertion is from ${shown(issuer?.text)}, this connection belongs to ${connection.issuer}: correct the issuer here, or what your provider calls itself.`
    },
  },
  { check: 'audience', says: ({ entityId }) => `It was made for ${entityId}.`, wrong: wrongAudience },
  { check: 'conditions', says: 'It holds now.', wrong: wrongConditions },
  { check: 'age', says: 'It was made just now.', wrong: wrongAge },
  {
    check: 'confirmation',
    says: 'It is for whoever brings it.',
    wrong(subject) {
      const { confirmations, confirmation, data } = confirmationOf(subject)
      if (confirmations.length !== 1 || !confirmation || !data) {
        return 'The assertion does not confirm its subject, or in more than one way.'
      }
      const method = attributeOf(confirmation, 'Method')
      return method === bearer
        ? undefined
        : `The assertion wants its subject confirmed by ${shown(method)}; only bearer is accepted.`
    },
  },
  {
    check: 'recipient',
    says: ({ acsUrl }) => `It was meant for ${acsUrl}.`,
    wrong(subject) {
      const { data } = confirmationOf(subject)
      const recipient = data && attributeOf(data, 'Recipient')
      return recipient === subject.acsUrl
        ? undefined
        : `The assertion was meant for ${shown(recipient)}, not for us: correct the ACS URL (recipient) in your provider to ${subject.acsUrl}.`
    },
  },
  {
    check: 'confirmation-time',
    says: 'It may still be used.',
    wrong(subject) {
      const { data } = confirmationOf(subject)
      if (!data) return 'The assertion does not confirm its subject.'
      if (attributeOf(data, 'NotBefore') !== undefined)
        return 'The confirmation has a beginning, which SAML does not allow.'
      return outside(data, subject, { needsEnd: true })
    },
  },
  {
    check: 'request',
    says: 'It answers the request of this browser.',
    wrong(subject) {
      const { data } = confirmationOf(subject)
      const answers = data && attributeOf(data, 'InResponseTo')
      return answers !== undefined && answers === subject.requestId
        ? undefined
        : 'The assertion does not answer a request of this browser: begin the sign-in here, and finish it in the same browser within ten minutes.'
    },
  },
  {
    check: 'session',
    says: 'The person is signed in at the provider.',
    wrong(subject) {
      const statements = inAssertion(subject.assertion, 'AuthnStatement')
      if (statements.length === 0) return 'The assertion does not say that the person signed in.'
      const ends = statements
        .map((one) => attributeOf(one, 'SessionNotOnOrAfter'))
        .filter((end) => end !== undefined)
      const isOver = ends.some((end) => !((momentOf(end) ?? 0) > subject.now.getTime() - skewMs))
      return isOver ? 'The session at your provider is over: sign in again.' : undefined
    },
  },
]

/** An assertion whose every check passed. */
export interface Checked {
  readonly identity: Identity
  readonly assertionId: string
  /** The name as it stands there. */
  readonly nameId: string
  /** So long it could be used again. */
  readonly usableUntil: Date
}

/**
 * @param signed the bytes that the signature covers
 * @throws Refused
 */
export function checkSigned(signed: string, expected: Expected, steps: Steps): Checked {
  const assertion = readSigned(signed, steps)
  const subject: Subject = { ...expected, assertion }
  steps.run(assertionChecks, subject)
  const identity = identityOf(assertion, expected.connection, steps)
  const [nameId] = inAssertion(assertion, 'Subject').flatMap((one) => inAssertion(one, 'NameID'))
  const { data } = confirmationOf(subject)
  const issued = momentOf(attributeOf(assertion, 'IssueInstant')) ?? 0
  const until = momentOf(data && attributeOf(data, 'NotOnOrAfter')) ?? 0
  return {
    identity,
    nameId: nameId?.text ?? '',
    assertionId: attributeOf(assertion, 'ID') ?? '',
    usableUntil: new Date(Math.min(until, issued + ageMaxMs) + skewMs),
  }
}

function readSigned(signed: string, steps: Steps): XmlElement {
  try {
    return readXml(signed)
  } catch (error) {
    if (error instanceof XmlRefusal)
      return steps.failed('assertion', `What was signed cannot be read. ${error.message}`)
    throw error
  }
}
