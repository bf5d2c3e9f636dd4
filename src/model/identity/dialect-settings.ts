/**
 * Where identity providers, or customers of the same one, need one behaviour or the other: one value per directory for each
 * setting. A directory has a preset, which is its provider's, and may override single settings.
 */
import { invalid } from '../errors.ts'

/** Every setting: what it decides and which values it has. The first value is the `generic` one. */
const settings = {
  /**
   * The answer to a successful PATCH that names no attributes; with `attributes` it is always 200 (RFC 7644 3.5.2 allows
   * both). Microsoft documents 200 for users and 204 for groups, its Postman collection asserts 204 for both (E1), scim-sanity
   * asserts 200 for both, Okta takes either (O1).
   */
  patchAnswer: {
    says: 'how a successful PATCH is answered',
    values: ['users-200-groups-204', 'always-200', 'always-204'],
  },
  /**
   * A path filter of add or replace that no element meets. Entra expects `emails[type eq "work"].value` to create the element
   * (Entra 5, P2, P6, E2); RFC 7644 3.5.2.3 says noTarget. Only a conjunction of `eq` describes an element to create.
   */
  missingElement: {
    says: 'a path filter of add or replace that no element meets',
    values: ['create', 'no-target'],
  },
  /**
   * A path filter of remove that no element meets. Providers repeat removals (better-auth's tests take them as done); RFC 7644
   * 3.5.2.2 says noTarget. Of a group's members every removal succeeds, whatever this says.
   */
  emptyRemoval: {
    says: 'a path filter of remove that no element meets',
    values: ['success', 'no-target'],
  },
  /**
   * Members to add that are not in the directory. One deleted member in a PATCH of a thousand would otherwise block a group
   * for ever, and Microsoft's Postman collection adds `"string id 1"` and asserts 204. A replacement of all members is always
   * refused: what it does not know it would remove (keycloak-scim-server#107). A removal of such a member is done already.
   */
  unknownMembers: {
    says: 'members to add that are not in the directory; a replacement of all members is refused in any case',
    values: ['refuse', 'skip'],
  },
  /**
   * PATCH paths that name an attribute no schema has. Entra sends custom attributes as
   * `urn:ietf:params:scim:schemas:core:2.0:User:role` (Entra 8, zulip#39773), in the same request as `active`: refused, a
   * leaver stays. RFC 7644 3.5.2 says invalidPath.
   */
  unknownPaths: {
    says: 'PATCH paths that name an unknown attribute',
    values: ['refuse', 'skip'],
  },
  /**
   * A PUT of a group without `members`. Keycloak's add-on sends none (P22, mitodl/keycloak-scim#134), and to lose everybody
   * would be worse than to keep somebody; RFC 7644 3.5.1 lets an omitted attribute be cleared. `[]` and null always clear.
   */
  putWithoutMembers: {
    says: 'a PUT of a group that does not speak of members',
    values: ['keep', 'clear'],
  },
  /**
   * Whether two groups of the directory may have one displayName (RFC 7643 4.2 allows it). Entra requires that it is unique
   * (E1), and authentik finds out by the 409 that a group is there already (authentik clients/groups.py); so does whoever
   * repeats a create that timed out.
   */
  groupNames: {
    says: 'groups of equal displayName',
    values: ['repeatable', 'unique'],
  },
  /**
   * Whether an externalId is for ever one person's, such as an object id: then who comes back with it alone is that person
   * (product.md, "Who is who", rule 2). Entra's default is the mail nickname, which a new hire may get from a leaver.
   */
  externalIds: {
    says: 'whether an externalId is ever given to somebody else',
    values: ['reusable', 'immutable'],
  },
  /**
   * Which attribute is a person's one address (product.md, "The address of a directory user"). An e-mail may be somebody's
   * alias, or a mailbox at home; where people are known by the name that they sign in with, that is the userName. No preset
   * may differ in it: people's addresses follow an administrator's word, and not that a client was recognised.
   */
  addressFrom: {
    says: "which attribute is a person's address",
    values: ['emails', 'work-email', 'user-name'],
  },
} as const satisfies {
  readonly [name: string]: { readonly says: string; readonly values: readonly string[] }
}

export type SettingName = keyof typeof settings
export type DialectSettings = { readonly [Name in SettingName]: (typeof settings)[Name]['values'][number] }
export type SettingOverrides = Partial<DialectSettings>
export type AddressSource = DialectSettings['addressFrom']
export const addressSources = settings.addressFrom.values

/** The setting as a row brings it: null where the directory has none of its own, and unknown when a later version stored it. */
export function addressSourceOf({ addressFrom }: { readonly addressFrom: string | null }): AddressSource {
  return settings.addressFrom.values.find((value) => value === addressFrom) ?? GENERIC.addressFrom
}

export const settingNames = Object.keys(settings) as SettingName[]

/** What a setting decides, as a clause, and its values, the generic one first. */
export function describeSetting(name: SettingName): { says: string; values: readonly string[] } {
  return settings[name]
}

interface ProviderPreset {
  /** The product's name as people know it. */
  readonly title: string
  /** What it needs otherwise than `generic`. */
  readonly differs: SettingOverrides
}

/** One preset for each identity provider. Most providers do without any difference: then the preset only says who calls. */
const presets = {
  generic: { title: 'any identity provider', differs: {} },
  entra: {
    title: 'Microsoft Entra ID',
    differs: {
      patchAnswer: 'always-204',
      unknownMembers: 'skip',
      unknownPaths: 'skip',
      groupNames: 'unique',
    },
  },
  okta: { title: 'Okta', differs: { unknownMembers: 'skip' } },
  google: { title: 'Google Workspace', differs: { unknownMembers: 'skip' } },
  onelogin: { title: 'OneLogin', differs: {} },
  ping: { title: 'PingOne or PingFederate', differs: {} },
  jumpcloud: { title: 'JumpCloud', differs: { unknownMembers: 'skip' } },
  authentik: { title: 'authentik', differs: { groupNames: 'unique' } },
  keycloak: { title: 'Keycloak', differs: {} },
  cyberark: { title: 'CyberArk Identity', differs: {} },
} as const satisfies { readonly [name: string]: ProviderPreset }

type Provider = keyof typeof presets
/** An identity provider that can be recognised by its traffic. */
export type Client = Exclude<Provider, 'generic'>
/** `auto` behaves as `generic` until the client is recognised, and becomes that client's preset then. */
export type Preset = Provider | 'auto'

const providers = Object.keys(presets) as Provider[]
export const presetNames: readonly Preset[] = ['auto', ...providers]

export function titleOf(preset: Preset): string {
  return preset === 'auto' ? 'chosen when the client is recognised' : presets[preset].title
}

function isPreset(name: string): name is Preset {
  return name === 'auto' || Object.hasOwn(presets, name)
}

/** The settings that are in force: the preset's, but for what is overridden. */
export function settingsOf(preset: Preset, overrides: SettingOverrides): DialectSettings {
  const differs: SettingOverrides = preset === 'auto' ? {} : presets[preset].differs
  return { ...GENERIC, ...differs, ...overrides }
}

export const GENERIC = Object.fromEntries(
  settingNames.map((name) => [name, settings[name].values[0]]),
) as DialectSettings

/**
 * The preset and the overrides as they were stored. What this version does not know is left out: it was stored by a later
 * one, and refusing all calls for it would help nobody.
 */
export function readStored(
  preset: string,
  overrides: string,
): { preset: Preset; overrides: SettingOverrides } {
  const known = Object.entries(JSON.parse(overrides) as { [name: string]: string }).filter(
    ([name, value]) => isSettingName(name) && hasValue(name, value),
  )
  return { preset: isPreset(preset) ? preset : 'generic', overrides: Object.fromEntries(known) }
}

/** @throws DoorwardError `invalid` that lists the presets */
export function requirePreset(name: string): Preset {
  if (isPreset(name)) return name
  throw invalid('preset', `must be one of ${presetNames.join(', ')}.`)
}

/** @throws DoorwardError `invalid` that lists the settings */
export function requireSettingName(name: string): SettingName {
  if (isSettingName(name)) return name
  throw invalid(name, `is not a setting. The settings are ${settingNames.join(', ')}.`)
}

/** @throws DoorwardError `invalid` that lists the settings, or this setting's values */
export function requireSetting(name: string, value: string): SettingOverrides {
  const setting = requireSettingName(name)
  if (hasValue(setting, value)) return { [setting]: value }
  throw invalid(setting, `must be one of ${settings[setting].values.join(', ')}.`)
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name)
}

function hasValue(name: SettingName, value: string): boolean {
  return (settings[name].values as readonly string[]).includes(value)
}
