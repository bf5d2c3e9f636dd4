/** User (RFC 7643 4.1) and its enterprise extension (4.3), with the characteristics of 8.7.1. */
import { enterpriseUrn } from '../../model/identity/directory-user.ts'
import { attribute } from './schema-common.ts'
import type { Attribute, Schema } from './schemas.ts'

const primary = attribute('primary', 'Whether this is the preferred value; at most one is.', {
  type: 'boolean',
})
const display = attribute('display', 'A name of the value for people to read.')

function typeOf(canonicalValues?: readonly string[]): Attribute {
  return attribute('type', 'What the value is for.', canonicalValues ? { canonicalValues } : {})
}

/** A multi-valued complex attribute of the usual shape: value, display, type, primary (RFC 7643 2.4). */
function list(name: string, description: string, value: Attribute, types?: readonly string[]): Attribute {
  return attribute(name, description, {
    multiValued: true,
    subAttributes: [value, display, typeOf(types), primary],
  })
}

const name = attribute('name', 'The parts of the person’s name.', {
  subAttributes: [
    attribute('formatted', 'The full name as it is displayed.'),
    attribute('familyName', 'The family name.'),
    attribute('givenName', 'The given name.'),
    attribute('middleName', 'The middle names.'),
    attribute('honorificPrefix', 'A title before the name, such as "Ms.".'),
    attribute('honorificSuffix', 'A suffix after the name, such as "III".'),
  ],
})

const addresses = attribute('addresses', 'Postal addresses.', {
  multiValued: true,
  subAttributes: [
    attribute('formatted', 'The full address as it is displayed.'),
    attribute('streetAddress', 'Street, house number and the like; may have several lines.'),
    attribute('locality', 'The city.'),
    attribute('region', 'The state or region.'),
    attribute('postalCode', 'The postal code.'),
    attribute('country', 'The country, an ISO 3166-1 alpha-2 code.'),
    typeOf(['work', 'home', 'other']),
    primary, // not in 8.7.1's table, but in 8.2's example, and Microsoft's validator sends it (P23)
  ],
})

const groups = attribute('groups', 'The groups the user belongs to, directly or through another group.', {
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    attribute('value', 'The id of the group.', { mutability: 'readOnly' }),
    attribute('$ref', 'The URL of the group.', {
      type: 'reference',
      mutability: 'readOnly',
      referenceTypes: ['User', 'Group'],
    }),
    attribute('display', 'The display name of the group.', { mutability: 'readOnly' }),
    attribute('type', 'Whether the membership is direct.', {
      mutability: 'readOnly',
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
})

export const USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account', // as in RFC 7643 8.7.1; Microsoft's Postman collection looks for it
  attributes: [
    attribute('userName', 'The name the user signs in with; unique in the directory.', {
      required: true,
      uniqueness: 'server',
    }),
    name,
    attribute('displayName', 'The name as other people see it.'),
    attribute('nickName', 'How the person is addressed casually.'),
    attribute('profileUrl', 'A page about the person.', { type: 'reference', referenceTypes: ['external'] }),
    attribute('title', 'The title of the position.'),
    attribute('userType', 'The relation to the company, such as "Contractor".'),
    attribute('preferredLanguage', 'The preferred languages, as in Accept-Language.'),
    attribute('locale', 'How dates, numbers and currency are shown.'),
    attribute('timezone', 'The time zone, an IANA name.'),
    attribute('active', 'Whether the account may be used.', { type: 'boolean' }),
    attribute('password', 'Accepted and dropped: this server keeps no passwords of directory users.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    list('emails', 'E-mail addresses.', attribute('value', 'The address.'), ['work', 'home', 'other']),
    list('phoneNumbers', 'Telephone numbers.', attribute('value', 'The number, kept as it was sent.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    list('ims', 'Instant messaging addresses.', attribute('value', 'The address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    list(
      'photos',
      'Pictures of the person.',
      attribute('value', 'The URL of the picture.', { type: 'reference', referenceTypes: ['external'] }),
      ['photo', 'thumbnail'],
    ),
    addresses,
    groups,
    list('entitlements', 'What the person is entitled to.', attribute('value', 'The entitlement.')),
    list('roles', 'The roles of the person.', attribute('value', 'The role.')),
    list(
      'x509Certificates',
      'Certificates issued to the person.',
      attribute('value', 'The certificate, DER in base64.', { type: 'binary' }),
    ),
  ],
}

export const ENTERPRISE_USER_SCHEMA: Schema = {
  id: enterpriseUrn,
  name: 'EnterpriseUser',
  description: 'What a company records about its people.',
  attributes: [
    attribute('employeeNumber', 'The number of the person in the company.'),
    attribute('costCenter', 'The cost centre.'),
    attribute('organization', 'The organization.'),
    attribute('division', 'The division.'),
    attribute('department', 'The department.'),
    attribute('manager', 'The person’s manager.', {
      subAttributes: [
        attribute('value', 'The id of the manager.'),
        attribute('$ref', 'The URL of the manager.', { type: 'reference', referenceTypes: ['User'] }),
        attribute('displayName', 'The display name of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
}
