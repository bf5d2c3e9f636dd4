import { describe, expect, test } from 'vitest'
import {
  GENERIC,
  presetNames,
  readStored,
  requirePreset,
  requireSetting,
  settingsOf,
} from './dialect-settings.ts'

const generic = {
  patchAnswer: 'users-200-groups-204',
  missingElement: 'create',
  emptyRemoval: 'success',
  unknownMembers: 'refuse',
  unknownPaths: 'refuse',
  putWithoutMembers: 'keep',
  groupNames: 'repeatable',
  externalIds: 'reusable',
  addressFrom: 'emails',
}

describe('presets', () => {
  test.each([
    ['auto', {}],
    ['generic', {}],
    [
      'entra',
      { patchAnswer: 'always-204', unknownMembers: 'skip', unknownPaths: 'skip', groupNames: 'unique' },
    ],
    ['okta', { unknownMembers: 'skip' }],
    ['google', { unknownMembers: 'skip' }],
    ['onelogin', {}],
    ['ping', {}],
    ['jumpcloud', { unknownMembers: 'skip' }],
    ['authentik', { groupNames: 'unique' }],
    ['keycloak', {}],
    ['cyberark', {}],
  ] as const)('%s differs from generic by %o', (preset, differs) => {
    expect(settingsOf(preset, {})).toEqual({ ...generic, ...differs })
  })

  test('there are no others', () => {
    expect(presetNames).toHaveLength(11)
    expect(GENERIC).toEqual(generic)
  })

  test('none says where addresses come from: people would move because a client was recognised', () => {
    expect(presetNames.map((preset) => settingsOf(preset, {}).addressFrom)).toEqual(
      presetNames.map(() => 'emails'),
    )
  })

  test('an override stands above the preset', () => {
    expect(settingsOf('entra', { patchAnswer: 'always-200' })).toMatchObject({
      patchAnswer: 'always-200',
      unknownMembers: 'skip',
    })
  })
})

describe('what is stored is read as', () => {
  test.each([
    ['itself', 'okta', '{"groupNames":"unique"}', 'okta', { groupNames: 'unique' }],
    ['generic for a preset of a later version', 'newcomer', '{}', 'generic', {}],
    [
      'what this version knows',
      'auto',
      '{"patchAnswer":"always-202","other":"x","emptyRemoval":"no-target"}',
      'auto',
      { emptyRemoval: 'no-target' },
    ],
    ['nothing for names that every object has', 'auto', '{"constructor":"x","toString":"y"}', 'auto', {}],
  ])('%s', (_name, storedPreset, storedOverrides, preset, overrides) => {
    expect(readStored(storedPreset, storedOverrides)).toEqual({ preset, overrides })
  })
})

describe('what is typed is read or refused with what is possible', () => {
  test('a preset', () => {
    expect(requirePreset('cyberark')).toBe('cyberark')
    expect(() => requirePreset('constructor')).toThrow(/^preset: must be one of auto, generic, entra, .*\.$/)
  })

  test('a setting', () => {
    expect(requireSetting('unknownMembers', 'skip')).toEqual({ unknownMembers: 'skip' })
    expect(() => requireSetting('unknownMembers', 'ignore')).toThrow(
      'unknownMembers: must be one of refuse, skip.',
    )
    expect(() => requireSetting('unknownMember', 'skip')).toThrow(
      /^unknownMember: is not a setting\. The settings are patchAnswer, .*groupNames, externalIds, addressFrom\.$/,
    )
  })
})
