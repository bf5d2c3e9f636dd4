import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DialectSettings, GENERIC } from '../../model/identity/dialect-settings.ts'
import type { Json, JsonObject } from '../../model/identity/resource-filter.ts'
import { ScimError, type ScimType } from '../errors.ts'
import { readResource } from '../schema/resource.ts'
import { USER } from '../schema/schemas.ts'
import type { PatchOperation } from './patch-request.ts'
import { patchUser } from './patch-user.ts'

const EXT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** A user of whom every row sees a part; what a row does not name must come out as it went in. */
const babs: JsonObject = {
  externalId: 'b-1',
  userName: 'babs@a.example',
  name: { givenName: 'Barbara', familyName: 'Jensen' },
  displayName: 'Babs Jensen',
  active: true,
  emails: [
    { value: 'babs@a.example', type: 'work', primary: true },
    { value: 'babs@home.example', type: 'home' },
  ],
  phoneNumbers: [{ value: '+1 (555) 0100', type: 'work' }],
  addresses: [{ type: 'work', streetAddress: '1 Main St', postalCode: '10001' }],
  roles: [{ value: 'Reader', primary: true }],
  [EXT]: { employeeNumber: '7', manager: { value: 'm1', $ref: 'https://x.example/Users/m1' } },
}
const [work, home] = babs.emails as [JsonObject, JsonObject]
const manager = (value: Json | undefined): JsonObject => ({
  [EXT]: value === undefined ? { employeeNumber: '7' } : { employeeNumber: '7', manager: value },
})

interface Row {
  name: string
  /** Replaces attributes of babs; undefined takes one away. */
  given?: { [name: string]: Json | undefined }
  settings?: Partial<DialectSettings>
  operations: PatchOperation[]
  /** What changes; undefined stands for an attribute that goes. */
  expected?: { [name: string]: Json | undefined }
  repairs?: string[]
  error?: { scimType: ScimType | undefined; detail?: unknown }
}

const replace = (path: string, value: Json): PatchOperation => ({ op: 'replace', path, value })
const add = (path: string, value: Json): PatchOperation => ({ op: 'add', path, value })
const remove = (path: string, value?: Json): PatchOperation =>
  value === undefined ? { op: 'remove', path } : { op: 'remove', path, value }
const merge = (value: Json): PatchOperation => ({ op: 'replace', value })

const vendorRows: Row[] = [
  {
    name: 'P1 a boolean as a text',
    operations: [replace('active', 'False')],
    expected: { active: false },
    repairs: ['booleanFromString'],
  },
  { name: 'P1 with the flag', operations: [replace('active', false)], expected: { active: false } },
  {
    name: 'P2 one operation for each attribute',
    operations: [
      replace('displayName', 'Pvlo'),
      replace('emails[type eq "work"].value', 'TestBcwqnm@test.microsoft.com'),
      replace('name.givenName', 'Gtfd'),
      replace('name.familyName', 'Pkqf'),
      replace('externalId', 'Eqpj'),
      replace(`${EXT}:employeeNumber`, 'Eqpj'),
      add('nickName', 'Babs'),
    ],
    expected: {
      displayName: 'Pvlo',
      emails: [{ ...work, value: 'TestBcwqnm@test.microsoft.com' }, home],
      name: { givenName: 'Gtfd', familyName: 'Pkqf' },
      externalId: 'Eqpj',
      [EXT]: { employeeNumber: 'Eqpj', manager: { value: 'm1', $ref: 'https://x.example/Users/m1' } },
      nickName: 'Babs',
    },
  },
  {
    name: 'P3 keys are paths, also with a filter',
    operations: [
      merge({
        displayName: 'Bjfe',
        'name.givenName': 'Kkom',
        'name.familyName': 'Unua',
        [`${EXT}:employeeNumber`]: 'Aklq',
        'emails[type eq "work"].value': 'x@a.example',
      }),
    ],
    expected: {
      displayName: 'Bjfe',
      name: { givenName: 'Kkom', familyName: 'Unua' },
      [EXT]: { employeeNumber: 'Aklq', manager: { value: 'm1', $ref: 'https://x.example/Users/m1' } },
      emails: [{ ...work, value: 'x@a.example' }, home],
    },
    repairs: ['pathAsKey'],
  },
  {
    name: 'P6 an element that is there is changed, verbatim',
    operations: [
      replace('phoneNumbers[type eq "work"].value', '+1-555-0100'),
      replace('addresses[type eq "work"].postalCode', '94105'),
    ],
    expected: {
      phoneNumbers: [{ value: '+1-555-0100', type: 'work' }],
      addresses: [{ type: 'work', streetAddress: '1 Main St', postalCode: '94105' }],
    },
  },
  {
    name: 'P6 an element that is missing is created, once for each type',
    given: { phoneNumbers: undefined, addresses: undefined },
    operations: [
      add('phoneNumbers[type eq "mobile"].value', '1'),
      add('phoneNumbers[type eq "mobile"].value', '2'),
      replace('addresses[type eq "work"].postalCode', '94105'),
      replace('addresses[type eq "work"].country', 'US'),
    ],
    expected: {
      phoneNumbers: [{ type: 'mobile', value: '2' }],
      addresses: [{ type: 'work', postalCode: '94105', country: 'US' }],
    },
    repairs: ['elementFromFilter'],
  },
  {
    name: 'P6 cleared by an empty text: the element goes with its value',
    operations: [replace('phoneNumbers[type eq "work"].value', '')],
    expected: { phoneNumbers: undefined },
    repairs: ['emptyTextClears'],
  },
  {
    name: 'P6 clearing what is not there is success',
    operations: [replace('phoneNumbers[type eq "fax"].value', '')],
    expected: {},
    repairs: ['emptyTextClears'],
  },
  {
    name: 'P7 a manager as a text, and the old $ref goes with the old manager',
    operations: [replace(`${EXT}:manager`, 'm2')],
    expected: manager({ value: 'm2' }),
    repairs: ['objectFromText'],
  },
  {
    name: 'P7 a manager under its bare name, as a list of one',
    operations: [add('manager', [{ $ref: 'http://x.example/scim/Users/m2', value: 'm2' }])],
    expected: manager({ value: 'm2', $ref: 'http://x.example/scim/Users/m2' }),
    repairs: ['bareExtensionAttribute', 'singleFromList'],
  },
  {
    name: 'P7 a manager cleared by an empty text',
    operations: [add(`${EXT}:manager`, '')],
    expected: manager(undefined),
    repairs: ['emptyTextClears'],
  },
  {
    name: 'P7 a manager whose $ref is null',
    operations: [replace(`${EXT}:manager`, { $ref: null, value: 'm1' })],
    expected: manager({ value: 'm1' }),
  },
  {
    name: 'Entra 19 a dot after the URN',
    operations: [replace(`${EXT}.manager`, 'm2')],
    expected: manager({ value: 'm2' }),
    repairs: ['dotAfterUrn', 'objectFromText'],
  },
  {
    name: 'Entra 8 the URN of the core schema',
    operations: [replace(`${CORE}:title`, 'CEO')],
    expected: { title: 'CEO' },
  },
  {
    name: 'P8 a role packed into a text',
    operations: [
      add('roles', [{ value: '{"id":"06b07648","value":"Admin","displayName":"Administrator"}' }]),
    ],
    expected: {
      roles: [
        { value: 'Reader', primary: true },
        { value: 'Admin', display: 'Administrator' },
      ],
    },
    repairs: ['roleFromJsonText'],
  },
  {
    name: 'P8 the primary role with a quoted boolean is replaced',
    operations: [replace('roles[primary eq "True"].value', 'senior-engineer')],
    expected: { roles: [{ value: 'senior-engineer', primary: true }] },
    repairs: ['booleanAsText'],
  },
  {
    name: 'P8 the only role is replaced, not joined, though it was added without primary',
    given: { roles: [{ value: 'Reader', primary: false }] },
    operations: [replace('roles[primary eq "True"].value', 'senior-engineer')],
    expected: { roles: [{ value: 'senior-engineer', primary: true }] },
    repairs: ['booleanAsText', 'onlyElementIsPrimary'],
  },
  {
    name: 'P8 without a role the primary one is created',
    given: { roles: undefined },
    operations: [replace('roles[primary eq "True"].value', 'senior-engineer')],
    expected: { roles: [{ value: 'senior-engineer', primary: true }] },
    repairs: ['booleanAsText', 'elementFromFilter'],
  },
  {
    name: 'a removal does not take the only role for the primary one',
    given: { roles: [{ value: 'Reader' }] },
    operations: [remove('roles[primary eq "True"]')],
    expected: {},
    repairs: ['booleanAsText', 'repeatedRemoval'],
  },
  {
    name: 'P8 assertive: the list is replaced, displayName is display',
    operations: [
      replace('roles', [
        { primary: false, type: 'WindowsAzureActiveDirectoryRole', displayName: 'User', value: 'User' },
      ]),
    ],
    expected: {
      roles: [{ primary: false, type: 'WindowsAzureActiveDirectoryRole', display: 'User', value: 'User' }],
    },
    repairs: ['displayFromDisplayName'],
  },
  { name: 'P14 active alone', operations: [merge({ active: false })], expected: { active: false } },
  {
    name: 'P15 id, schemas and meta in the value are not for the client to say',
    operations: [
      merge({ schemas: [CORE], id: 'own-id', meta: { resourceType: 'User' }, groups: [], displayName: 'B' }),
    ],
    expected: { displayName: 'B' },
    repairs: ['readOnlyIgnored'],
  },
  {
    name: 'another id is a change of it',
    operations: [merge({ id: 'other' })],
    error: { scimType: 'mutability' },
  },
  {
    name: 'P12 a password is taken and not kept',
    operations: [merge({ password: '1mz050nq' }), replace('password', 'x')],
    expected: {},
  },
  {
    name: 'P24 name merges, null clears',
    operations: [
      replace('name', { familyName: 'New' }),
      replace(`${EXT}:manager`, null),
      replace('emails[type eq "home"].value', null),
    ],
    expected: { name: { givenName: 'Barbara', familyName: 'New' }, ...manager(undefined), emails: [work] },
  },
  {
    name: 'Okta 9 numbers for texts',
    operations: [
      merge({ [EXT]: { employeeNumber: 1234 }, addresses: [{ type: 'work', postalCode: 94105 }] }),
    ],
    expected: {
      [EXT]: { employeeNumber: '1234', manager: { value: 'm1', $ref: 'https://x.example/Users/m1' } },
      addresses: [{ type: 'work', postalCode: '94105' }],
    },
    repairs: ['textFromNumber'],
  },
  {
    name: 'B.0 a removal with a value removes only that',
    operations: [remove('emails', [{ value: 'BABS@home.example' }])],
    expected: { emails: [work] },
    repairs: ['removesOnlyGiven'],
  },
  {
    name: 'B.0 a removal with an empty list removes nothing',
    operations: [remove('emails', [])],
    expected: {},
    repairs: ['removesOnlyGiven'],
  },
  {
    name: 'unknown keys are dropped and recorded',
    operations: [merge({ shoeSize: 42, active: false, 'emails[': 1 })],
    expected: { active: false },
    repairs: ['ignored:shoeSize', 'ignored:emails['],
  },
]

const ruleRows: Row[] = [
  {
    name: '3.5.2.1 add without a path merges',
    operations: [{ op: 'add', value: { title: 'CEO', name: { middleName: 'J' } } }],
    expected: { title: 'CEO', name: { givenName: 'Barbara', familyName: 'Jensen', middleName: 'J' } },
  },
  {
    name: '3.5.2.1 add appends to a list',
    operations: [add('emails', [{ value: 'c@a.example' }])],
    expected: { emails: [work, home, { value: 'c@a.example' }] },
  },
  {
    name: '3.5.2.1 add in an object appends as well',
    operations: [{ op: 'add', value: { emails: [{ value: 'c@a.example' }] } }],
    expected: { emails: [work, home, { value: 'c@a.example' }] },
  },
  {
    name: '3.5.2.1 adding what is there changes nothing',
    operations: [
      add('emails', [{ type: 'home', value: 'babs@home.example' }]),
      add('displayName', 'Babs Jensen'),
    ],
    expected: {},
  },
  {
    name: '3.5.2.1 adding null or [] to a list adds nothing',
    operations: [add('emails', null), add('emails', [])],
    expected: {},
  },
  {
    name: '3.5.2 a new primary takes the mark from the old',
    operations: [add('emails', { value: 'c@a.example', primary: true })],
    expected: { emails: [{ ...work, primary: false }, home, { value: 'c@a.example', primary: true }] },
    repairs: ['listFromSingle'],
  },
  {
    name: '3.5.2 a primary as a text takes it as well (P23)',
    operations: [replace('emails[type eq "home"].primary', 'true')],
    expected: {
      emails: [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    },
    repairs: ['booleanFromString'],
  },
  {
    name: 'two primaries in one value are refused',
    operations: [
      replace('emails', [
        { value: 'a', primary: true },
        { value: 'b', primary: true },
      ]),
    ],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'a primary mark on all elements is refused',
    operations: [replace('emails.primary', true)],
    error: { scimType: 'invalidValue' },
  },
  {
    name: '3.5.2.2 remove a single value',
    operations: [remove('displayName')],
    expected: { displayName: undefined },
  },
  { name: '3.5.2.2 remove a list', operations: [remove('emails')], expected: { emails: undefined } },
  {
    name: '3.5.2.2 remove an element',
    operations: [remove('emails[type eq "work" and value co "babs"]')],
    expected: { emails: [home] },
  },
  {
    name: '3.5.2.2 remove a sub-attribute of an element',
    operations: [remove('emails[type eq "work"].primary')],
    expected: { emails: [{ value: 'babs@a.example', type: 'work' }, home] },
  },
  {
    name: '3.5.2.2 remove a sub-attribute',
    operations: [remove('name.givenName'), remove('NAME.FAMILYNAME')],
    expected: { name: undefined },
  },
  {
    name: '3.5.2.2 remove a sub-attribute of all elements',
    operations: [remove('emails.type')],
    expected: { emails: [{ value: 'babs@a.example', primary: true }, { value: 'babs@home.example' }] },
  },
  {
    name: 'several removals go by value, not by a shifting index (fusionauth#2834)',
    operations: [remove('emails[value eq "babs@a.example"]'), remove('emails[value eq "babs@home.example"]')],
    expected: { emails: undefined },
  },
  {
    name: 'what is gone can be removed again',
    operations: [remove('nickName'), remove('emails[type eq "other"]'), remove('ims[type eq "aim"].value')],
    expected: {},
    repairs: ['repeatedRemoval'],
  },
  {
    name: '… unless the directory wants noTarget',
    settings: { emptyRemoval: 'no-target' },
    operations: [remove('emails[type eq "other"]')],
    error: { scimType: 'noTarget' },
  },
  {
    name: '3.5.2.2 a removal needs a path',
    operations: [{ op: 'remove' }],
    error: { scimType: 'noTarget', detail: 'Operations[0]: A remove operation needs a path' },
  },
  {
    name: '3.5.2.2 a required attribute cannot be removed',
    operations: [remove('userName')],
    error: { scimType: 'mutability' },
  },
  {
    name: 'a required attribute cannot be emptied',
    operations: [replace('userName', '')],
    error: { scimType: 'invalidValue', detail: 'userName is required' },
  },
  {
    name: '… nor by null in an object',
    operations: [merge({ userName: null })],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'only the end counts: emptied and set again',
    operations: [replace('userName', null), replace('userName', 'b@a.example')],
    expected: { userName: 'b@a.example' },
  },
  {
    name: '3.5.2.3 replace a list',
    operations: [replace('emails', [{ value: 'c@a.example' }])],
    expected: { emails: [{ value: 'c@a.example' }] },
  },
  {
    name: '3.5.2.3 replace of what is missing adds',
    operations: [replace('nickName', 'B')],
    expected: { nickName: 'B' },
  },
  {
    name: '3.5.2.3 replace an element as a whole; it keeps what its path says',
    operations: [replace('addresses[type eq "work"]', { country: 'US' })],
    expected: { addresses: [{ type: 'work', country: 'US' }] },
  },
  {
    name: 'add to an element merges',
    operations: [add('addresses[type eq "work"]', { country: 'US' })],
    expected: {
      addresses: [{ type: 'work', streetAddress: '1 Main St', postalCode: '10001', country: 'US' }],
    },
  },
  {
    name: 'replace an element by null removes it',
    operations: [replace('emails[type eq "home"]', null)],
    expected: { emails: [work] },
  },
  {
    name: 'an element as a list of one or a text',
    operations: [replace('emails[type eq "home"]', [{ value: 'c' }]), add('ims[type eq "aim"]', 'babs')],
    expected: { emails: [work, { type: 'home', value: 'c' }], ims: [{ type: 'aim', value: 'babs' }] },
    repairs: ['objectFromText', 'elementFromFilter'],
  },
  {
    name: '3.5.2.3 no match is noTarget for a filter that describes no element',
    operations: [replace('emails[type ne "work" and type ne "home"].value', 'x')],
    error: { scimType: 'noTarget' },
  },
  {
    name: '… for one that contradicts itself',
    operations: [replace('emails[type eq "a" and type eq "b"].value', 'x')],
    error: { scimType: 'noTarget' },
  },
  {
    name: '… for one whose element the value would contradict',
    operations: [replace('emails[type eq "other"].type', 'work')],
    error: { scimType: 'noTarget' },
  },
  {
    name: '… and for all where the directory wants it',
    settings: { missingElement: 'no-target' },
    operations: [replace('emails[type eq "other"].value', 'x')],
    error: { scimType: 'noTarget' },
  },
  {
    name: 'Entra 8 a path to a custom attribute is skipped where the directory wants it, and the rest is done',
    settings: { unknownPaths: 'skip' },
    operations: [
      replace('active', false),
      add(`${CORE}:role`, 'admin'),
      replace('urn:ietf:params:scim:schemas:extension:Own:2.0:User:badge', '7'),
      add('addresses[type eq "work"].building', 'C'),
      remove('shoeSize'),
    ],
    expected: { active: false },
    repairs: [
      `ignored:${CORE}:role`,
      'ignored:urn:ietf:params:scim:schemas:extension:Own:2.0:User:badge',
      'ignored:addresses',
      'ignored:shoeSize',
    ],
  },
  {
    name: '… a path that is none is not',
    settings: { unknownPaths: 'skip' },
    operations: [replace('shoe size', 7)],
    error: { scimType: 'invalidPath' },
  },
  {
    name: '… nor is the whole of what the core schema has',
    settings: { unknownPaths: 'skip' },
    operations: [replace(CORE, { title: 'Boss' })],
    error: { scimType: 'invalidPath' },
  },
  {
    name: 'several matches all change, and equal ones become one',
    given: {
      emails: [
        { value: 'a', type: 'work' },
        { value: 'b', type: 'work', primary: true },
      ],
    },
    operations: [replace('emails[type eq "work"].value', 'c')],
    expected: { emails: [{ value: 'c', type: 'work', primary: true }] },
  },
  {
    name: 'a sub-attribute of an empty list creates an element',
    given: { emails: undefined },
    operations: [replace('emails.value', 'x')],
    expected: { emails: [{ value: 'x' }] },
  },
  {
    name: 'the bare URN of an extension merges an object',
    operations: [replace(EXT, { department: 'Sales', employeeNumber: null })],
    expected: {
      [EXT]: { department: 'Sales', manager: { value: 'm1', $ref: 'https://x.example/Users/m1' } },
    },
  },
  {
    name: 'an extension in an object merges too',
    operations: [{ op: 'add', value: { [EXT.toUpperCase()]: { Department: 'Sales' } } }],
    expected: { [EXT]: { ...(babs[EXT] as JsonObject), department: 'Sales' } },
  },
  {
    name: 'the bare URN of an extension removes it',
    operations: [remove(EXT)],
    expected: { [EXT]: undefined },
  },
  { name: '… null does too', operations: [merge({ [EXT]: null })], expected: { [EXT]: undefined } },
  { name: 'an extension is an object', operations: [replace(EXT, 'x')], error: { scimType: 'invalidValue' } },
  {
    name: 'an explicit path to what is read-only is refused',
    operations: [replace('groups', [])],
    error: { scimType: 'mutability', detail: 'Operations[0]: groups is read-only' },
  },
  { name: '… to meta', operations: [remove('meta')], error: { scimType: 'mutability' } },
  {
    name: '… to a read-only sub-attribute',
    operations: [replace(`${EXT}:manager.displayName`, 'x')],
    error: { scimType: 'mutability' },
  },
  { name: '… but the own id may be repeated', operations: [replace('id', 'own-id')], expected: {} },
  {
    name: 'a read-only sub-attribute in a value is dropped',
    operations: [replace(`${EXT}:manager`, { value: 'm2', displayName: 'Max' })],
    expected: manager({ value: 'm2' }),
  },
  {
    name: 'an unknown path is refused',
    operations: [replace('shoeSize', 42)],
    error: { scimType: 'invalidPath' },
  },
  {
    name: '… an unknown sub-attribute',
    operations: [replace('name.shoeSize', 42)],
    error: { scimType: 'invalidPath' },
  },
  {
    name: '… an unknown attribute of an extension',
    operations: [replace(`${EXT}:shoeSize`, 42)],
    error: { scimType: 'invalidPath' },
  },
  { name: '… an empty one', operations: [replace('', 42)], error: { scimType: 'invalidPath' } },
  {
    name: '… a filter on a single value',
    operations: [replace('name[givenName eq "x"].familyName', 'y')],
    error: { scimType: 'invalidPath' },
  },
  {
    name: 'a broken filter is refused',
    operations: [remove('emails[type eq]')],
    error: { scimType: 'invalidFilter' },
  },
  {
    name: 'a value without a path is an object',
    operations: [merge('x')],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'a key that stands twice is refused',
    operations: [merge({ title: 'a', TITLE: 'b' })],
    error: { scimType: 'invalidSyntax' },
  },
  {
    name: 'the wrong type is refused',
    operations: [replace('name', 'Babs')],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'a boolean is a boolean',
    operations: [replace('active', 'maybe')],
    error: { scimType: 'invalidValue', detail: 'Operations[0]: active must be true or false' },
  },
  { name: 'a NUL is refused', operations: [replace('title', 'a\0b')], error: { scimType: 'invalidValue' } },
  {
    name: 'a text has a limit',
    operations: [replace('title', 'a'.repeat(20_000))],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'a list has a limit',
    operations: [
      add(
        'emails',
        Array.from({ length: 999 }, (_, i) => ({ value: `${i}` })),
      ),
    ],
    error: { scimType: 'invalidValue' },
  },
  {
    name: 'the search through lists has a limit',
    given: { emails: Array.from({ length: 1000 }, (_, i) => ({ value: `${i}` })) },
    operations: Array(200).fill(replace('emails[value eq "0"].type', 'work')),
    error: { scimType: undefined },
  },
  {
    name: 'prototypes are no attributes',
    operations: [merge(JSON.parse('{"__proto__":{"active":false},"constructor":1}'))],
    expected: {},
    repairs: ['ignored:__proto__', 'ignored:constructor'],
  },
]

function userOf(changes: Row['given']): JsonObject {
  const user: JsonObject = structuredClone(babs)
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === undefined) delete user[name]
    else user[name] = structuredClone(value)
  }
  return user
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}

describe.each([
  ['what identity providers send', vendorRows],
  ['what RFC 7644 3.5.2 says', ruleRows],
])('patchUser: %s', (_, rows) => {
  test.each(rows)('$name', ({ given, settings, operations, expected, repairs = [], error }) => {
    const current = freeze(userOf(given))
    const patch = () => patchUser(current, operations, { ...GENERIC, ...settings }, 'own-id')
    if (error) {
      expect(patch).toThrow(expect.objectContaining(error))
      return
    }
    const result = patch()
    expect(result.resource).toEqual(userOf({ ...given, ...expected }))
    expect(result.changed).toBe(Object.keys(expected ?? {}).length > 0)
    expect(result.repairs.toSorted()).toEqual(repairs.toSorted())
  })
})

const paths = [
  ...Object.keys(babs),
  ...[
    'name.givenName',
    'name.formatted',
    'emails.value',
    'emails[type eq "work"]',
    'emails[type eq "fax"].value',
  ],
  ...[
    'emails[primary eq true].value',
    'emails[value pr].primary',
    'addresses[type eq "work"].country',
    'roles[primary eq "True"].value',
  ],
  ...[
    `${EXT}:manager`,
    `${EXT}:manager.value`,
    `${EXT}:department`,
    'manager',
    'id',
    'groups',
    'meta',
    'password',
    'x509Certificates',
  ],
]
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constantFrom<Json>('', 'a', 'b', 'True', true, false, null, [], {}),
  fc.array(
    fc.record(
      { value: fc.constantFrom('a', 'b', ''), type: fc.constantFrom('work', 'home') },
      { requiredKeys: [] },
    ),
    {
      maxLength: 3,
    },
  ) as fc.Arbitrary<Json>,
  fc.record(
    { value: fc.constantFrom('a', 'b'), primary: fc.constantFrom<Json>(true, 'True', false, null) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Json>,
)
const path = fc.oneof(fc.constantFrom(...paths), fc.string())
const keyed = fc.dictionary(path, value, { maxKeys: 4 }) as fc.Arbitrary<Json>
/** Keys that name different attributes; of two paths into one list, the second may undo what the first did. */
const independent = fc.oneof(
  fc.dictionary(path, value, { maxKeys: 1 }),
  fc.dictionary(fc.constantFrom(...Object.keys(babs)), value, { maxKeys: 4 }),
) as fc.Arbitrary<Json>
const operation = (
  op: fc.Arbitrary<PatchOperation['op']>,
  object: fc.Arbitrary<Json> = keyed,
): fc.Arbitrary<PatchOperation> =>
  fc.oneof(fc.record({ op, path, value }), fc.record({ op, value: object }), fc.record({ op, path }))
const anyOperation = operation(fc.constantFrom('add', 'replace', 'remove'))

/** undefined for a request that is refused. */
function tryPatch(
  current: JsonObject,
  operations: PatchOperation[],
): ReturnType<typeof patchUser> | undefined {
  try {
    return patchUser(freeze(current), operations)
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError)
    return undefined
  }
}

describe('patchUser: properties', () => {
  test('whatever arrives is done or refused, and the stored user stays as it is', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 5 }), (operations) => {
        tryPatch(userOf({}), operations) // frozen: a write to it would throw a TypeError
      }),
      { numRuns: 500 },
    )
  })

  /** The same operation again changes nothing, or is refused because it moved its own target away: `emails[type eq "work"].type`. */
  const twiceIsOnce = (op: 'add' | 'replace') =>
    fc.property(operation(fc.constant(op), independent), (given) => {
      const once = tryPatch(userOf({}), [given])
      if (!once) return
      const twice = tryPatch(once.resource, [given])
      if (twice) expect(twice).toMatchObject({ changed: false, resource: once.resource })
      else expect(JSON.stringify(given)).toMatch(/[a-z]\[[a-z]/)
    })

  test('adding twice is adding once', () => {
    fc.assert(twiceIsOnce('add'), { numRuns: 500 })
  })

  test('replacing again by the same changes nothing', () => {
    fc.assert(twiceIsOnce('replace'), { numRuns: 500 })
  })

  test('the result is a resource in its canonical form, which a body could be', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 3 }), (operations) => {
        const patch = tryPatch(userOf({}), operations)
        if (patch)
          expect(readResource(patch.resource, USER)).toEqual({ resource: patch.resource, repairs: [] })
      }),
      { numRuns: 500 },
    )
  })

  test('changed is true exactly when the user is another', () => {
    fc.assert(
      fc.property(fc.array(anyOperation, { maxLength: 3 }), (operations) => {
        const patch = tryPatch(userOf({}), operations)
        if (patch?.changed) expect(patch.resource).not.toEqual(babs)
        else if (patch) expect(patch.resource).toEqual(babs)
      }),
      { numRuns: 300 },
    )
  })
})
