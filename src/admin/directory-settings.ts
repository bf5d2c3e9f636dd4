import { invalid, notFound } from '../model/errors.ts'
import { requireOfCustomers } from '../model/identity/audience.ts'
import {
  type AddressSource,
  type Preset,
  readStored,
  requirePreset,
  requireSetting,
  requireSettingName,
  type SettingOverrides,
  settingsOf,
} from '../model/identity/dialect-settings.ts'
import { keyOf } from '../model/ids.ts'
import { followAddresses, leaveSourceChange } from '../people/address-source.ts'
import { changeQuota } from '../people/quota.ts'
import { replayPatienceMs } from '../people/replay.ts'
import { endKeysBeside } from '../storage/access/asker-keys.ts'
import { endSessionsBeside } from '../storage/access/connections.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type Directory,
  directoryForUpdate,
  holdDirectory,
  setCodeDoor,
  setDialect,
} from '../storage/identity/directories.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'

/** What is to change of a directory's settings; texts as somebody typed them. */
export interface SettingsChange {
  readonly preset?: string | undefined
  /** Each `name=value`. */
  readonly set: readonly string[]
  /** Names of settings that follow the preset again. */
  readonly unset: readonly string[]
  /** How many people the directory may bring; null: as many as it likes. */
  readonly peopleMax?: number | null | undefined
  /** Whether its people may sign in by a mailed code as well. */
  readonly codeDoor?: boolean | undefined
}

/**
 * Changes what a directory's identity provider is given. Calls follow within half a second, in every process. Where addresses
 * are read from another attribute, people follow at once or, where they are many, in the background.
 * @returns whether anything is otherwise than before
 * @throws DoorwardError `invalid` for an unknown preset, setting or value
 */
export async function changeSettings(
  database: Database,
  siteId: number,
  directoryId: number,
  change: SettingsChange,
  context: AuditContext,
  unchanged: Precondition<Directory> = whateverItIs,
): Promise<boolean> {
  const preset = change.preset === undefined ? undefined : requirePreset(change.preset)
  const set: SettingOverrides = Object.assign({}, ...change.set.map(readAssignment))
  const unset = change.unset.map(requireSettingName)
  const done = await database.inSite(siteId, async (tx) => {
    // Before its row: so does whoever else holds the directory.
    if ('addressFrom' in set || unset.includes('addressFrom'))
      await tx.read(holdDirectory(siteId, directoryId))
    const [directory] = await tx.read<Directory>(directoryForUpdate(siteId, directoryId))
    if (!directory) throw notFound('The directory')
    await unchanged(tx, directory)
    if (typeof change.peopleMax === 'number') requireOfCustomers(directory, 'number of people at most')
    if (change.codeDoor === true) requireOfCustomers(directory, 'codes by mail')
    const before = readStored(directory.preset, directory.overrides)
    const overrides: SettingOverrides = { ...before.overrides }
    for (const name of unset) delete overrides[name]
    const after = { preset: preset ?? before.preset, overrides: { ...overrides, ...set } }
    const peopleMax = change.peopleMax === undefined ? directory.peopleMax : change.peopleMax
    const quota = quotaChange(directory.peopleMax, peopleMax)
    const door = doorChange(directory.codeDoor, change.codeDoor)
    if (textOf(after) === textOf(before) && !quota && !door) return { isChanged: false, moves: false }
    const moves = sourceOf(before) !== sourceOf(after)
    if (moves) await leaveSourceChange(tx, directory, context.now)
    if (quota) changeQuota(tx, directoryId, peopleMax, context.now)
    if (door) await changeCodeDoor(tx, directoryId, door.after.codeDoor)
    tx.write(setDialect(siteId, directoryId, { ...after, overrides: JSON.stringify(after.overrides) }))
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'directory.settings-changed',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: {
          before: { ...before, ...quota?.before, ...door?.before },
          after: { ...after, ...quota?.after, ...door?.after },
        },
      },
    )
    return { isChanged: true, moves }
  })
  if (done.moves) await followAddresses(database, siteId, directoryId, context, replayPatienceMs)
  return done.isChanged
}

/**
 * Where addresses would come from if the change was made.
 * @throws DoorwardError `invalid` for an unknown preset, setting or value
 */
export function sourceAfter(directory: Directory, change: SettingsChange): AddressSource {
  const before = readStored(directory.preset, directory.overrides)
  const overrides = { ...before.overrides }
  for (const name of change.unset.map(requireSettingName)) delete overrides[name]
  return sourceOf({ ...before, overrides: Object.assign(overrides, ...change.set.map(readAssignment)) })
}

const sourceOf = ({ preset, overrides }: { preset: Preset; overrides: SettingOverrides }) =>
  settingsOf(preset, overrides).addressFrom

function quotaChange(before: number | null, after: number | null) {
  return before === after ? undefined : { before: { peopleMax: before }, after: { peopleMax: after } }
}

function doorChange(before: boolean, after: boolean | undefined) {
  if (after === undefined || before === after) return undefined
  return { before: { codeDoor: before }, after: { codeDoor: after } }
}

/** Whoever came in by the door goes when it closes. */
async function changeCodeDoor(tx: Transaction, directoryId: number, codeDoor: boolean): Promise<void> {
  tx.write(setCodeDoor(tx.siteId, directoryId, codeDoor))
  if (codeDoor) return
  await tx.read(endSessionsBeside(tx.siteId, directoryId))
  tx.write(endKeysBeside(tx.siteId, directoryId, 'own'))
}

const peopleMaxLargest = 10_000_000

/** @returns null for no limit @throws DoorwardError 'invalid' */
export function readPeopleMax(text: string): number | null {
  if (text.trim() === 'none') return null
  const max = /^\d{1,8}$/.test(text.trim()) ? Number(text) : 0
  if (max < 1 || max > peopleMaxLargest) {
    throw invalid('people-max', `must be a whole number from 1 to ${peopleMaxLargest}, or none.`)
  }
  return max
}

function readAssignment(text: string): SettingOverrides {
  const equals = text.indexOf('=')
  const [name, value] = equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
  return requireSetting(name.trim(), value.trim())
}

function textOf({ preset, overrides }: { preset: string; overrides: SettingOverrides }): string {
  return JSON.stringify([preset, Object.entries(overrides).sort()])
}
