// Who an assertion speaks of, by the names that the usual providers use.
import { type AssertedGroups, assertedGroups, assertedSays } from '../../model/access/asserted-groups.ts'
import type { SamlConnection } from '../../model/access/connection.ts'
import type { Identity } from '../../model/access/identity.ts'
import { attributeOf, childrenOf, type XmlElement } from '../../model/access/xml.ts'
import { type Steps, shown } from './checks.ts'
import { assertionNamespace, nameFormats } from './names.ts'

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'

/** Entra and AD FS, Okta, Google, OneLogin, Ping, Shibboleth. */
const usual = {
  address: [
    `${claims}emailaddress`,
    'email',
    'mail',
    'Email',
    'User.email',
    'emailAddress',
    'urn:oid:0.9.2342.19200300.100.1.3',
  ],
  name: [
    'http://schemas.microsoft.com/identity/claims/displayname',
    'displayName',
    'displayname',
    'name',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'cn',
    'urn:oid:2.5.4.3',
  ],
  givenName: [
    `${claims}givenname`,
    'firstName',
    'User.FirstName',
    'givenName',
    'first_name',
    'urn:oid:2.5.4.42',
  ],
  familyName: [`${claims}surname`, 'lastName', 'User.LastName', 'sn', 'last_name', 'urn:oid:2.5.4.4'],
  groups: [
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    'groups',
    'memberOf',
    'http://schemas.xmlsoap.org/claims/Group',
    'Group',
  ],
} as const

/** What an assertion says, attributes by name; undefined where a value is no plain text. */
type Said = ReadonlyMap<string, readonly (string | undefined)[]>

function attributesOf(assertion: XmlElement): Said {
  const said = new Map<string, (string | undefined)[]>()
  for (const statement of childrenOf(assertion, assertionNamespace, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, assertionNamespace, 'Attribute')) {
      const name = attributeOf(attribute, 'Name') ?? ''
      const values = childrenOf(attribute, assertionNamespace, 'AttributeValue')
      const texts = values.map(({ children, text }) => (children.length > 0 ? undefined : text.trim()))
      said.set(name, [...(said.get(name) ?? []), ...texts])
    }
  }
  return said
}

/** The value of a claim that has one; of two that it could be, nobody knows which is meant. */
function single(said: Said, name: string, steps: Steps): string | undefined {
  const values = said.get(name)
  if (!values || values.length === 0) return undefined
  const [value] = values
  if (values.length > 1) {
    steps.failed(
      'claims',
      `The claim ${shown(name)} came with ${values.length} values: have your provider send one.`,
    )
  }
  if (value === undefined) steps.failed('claims', `The value of the claim ${shown(name)} is no plain text.`)
  return value === '' ? undefined : value
}

/** The claim that the directory chose, or the first of the usual ones that came. */
function claim(
  said: Said,
  chosen: string | null,
  usual: readonly string[],
  steps: Steps,
): string | undefined {
  if (chosen !== null) return single(said, chosen, steps)
  const name = usual.find((one) => said.has(one))
  return name === undefined ? undefined : single(said, name, steps)
}

const looksLikeAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text)

/**
 * Who an assertion speaks of, read from bytes that were signed.
 * @throws Refused when that cannot be told for certain
 */
export function identityOf(assertion: XmlElement, connection: SamlConnection, steps: Steps): Identity {
  const subjects = childrenOf(assertion, assertionNamespace, 'Subject')
  const nameIds = subjects.flatMap((subject) => childrenOf(subject, assertionNamespace, 'NameID'))
  const [nameId] = nameIds
  const named = nameId?.text.trim() ?? ''
  if (
    subjects.length !== 1 ||
    nameIds.length !== 1 ||
    !nameId ||
    nameId.children.length > 0 ||
    named === ''
  ) {
    steps.failed('name-id', 'The assertion does not name the person: have your provider send a NameID.')
  }
  const format = attributeOf(nameId, 'Format')
  const said = attributesOf(assertion)
  const { matchClaim } = connection
  const claimed = matchClaim === null ? undefined : single(said, matchClaim, steps)
  if (matchClaim !== null && claimed === undefined) {
    steps.failed(
      'claims',
      `The claim ${shown(matchClaim)} by which people are matched did not come: have your provider send it.`,
    )
  }
  const isTransient = format === nameFormats.transient
  if (isTransient && claimed === undefined) {
    steps.failed(
      'name-id',
      'The NameID is another one at every sign-in (transient): choose another format in your provider, or match by a claim here.',
    )
  }
  steps.passed('name-id', `It names ${shown(named)}${format === undefined ? '' : ` (${shown(format)})`}.`)
  const address =
    claim(said, connection.addressClaim, usual.address, steps) ??
    (connection.addressClaim === null && looksLikeAddress(named) ? named : undefined)
  const whole = claim(said, connection.nameClaim, usual.name, steps)
  const parts =
    connection.nameClaim === null
      ? [claim(said, null, usual.givenName, steps), claim(said, null, usual.familyName, steps)].filter(
          Boolean,
        )
      : []
  const groupsName = connection.groupsClaim ?? usual.groups.find((one) => said.has(one))
  const groups = groupsName === undefined ? [] : (said.get(groupsName) ?? [])
  steps.passed('claims', saidOf(said))
  const { groupsClaim } = connection
  const asserted = groupsClaim === null ? undefined : assertedBy(said, groupsClaim)
  if (asserted) steps.passed('groups', assertedSays(asserted, shown(groupsClaim ?? '')))
  return {
    method: 'saml',
    issuer: connection.issuer,
    // A name that changes at every sign-in names nobody: there the claim does.
    subject: isTransient ? `${matchClaim}=${claimed}` : named,
    // Whatever its format says: an address is given to somebody else one day.
    isStable: format === nameFormats.persistent && !looksLikeAddress(named),
    matchValue: claimed ?? named,
    address,
    name: whole ?? (parts.length > 0 ? parts.join(' ') : undefined),
    groups: groups.filter((group) => group !== undefined && group !== '') as string[],
    asserted,
    issuerSession: sessionIndexOf(assertion),
  }
}

/** Entra sends this one in the place of groups where there are more than 150: a link to ask for them. */
const groupsLink = 'http://schemas.microsoft.com/claims/groups.link'

const assertedBy = (said: Said, claim: string): AssertedGroups =>
  assertedGroups(said.get(claim) ?? [], said.has(groupsLink))

function saidOf(said: Said): string {
  if (said.size === 0) return 'No claims came.'
  return `Claims that came: ${[...said.keys()].map(shown).join(', ')}.`
}

function sessionIndexOf(assertion: XmlElement): string | undefined {
  const [statement] = childrenOf(assertion, assertionNamespace, 'AuthnStatement')
  return statement && attributeOf(statement, 'SessionIndex')
}
