import type { Client, Preset } from '../model/identity/dialect-settings.ts'
import { keyOf } from '../model/ids.ts'
import { audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  type Directory,
  directoryForUpdate,
  noteClient,
  setDialect,
} from '../storage/identity/directories.ts'

/** The directory that a recognised client called. */
interface Place {
  readonly siteId: number
  readonly directoryId: number
  readonly preset: Preset
}

const noteEveryMs = 60_000
const rememberedMax = 10_000

/**
 * Notes which client calls a directory: at most once a minute for each, beside the calls, which neither wait for it nor fail
 * by it. The first client that a directory of preset `auto` sees becomes its preset, and that is audited.
 */
export class ClientSightings {
  readonly #database: Database
  readonly #onError: (error: unknown) => void
  readonly #noted = new Map<string, number>()

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
  }

  note(place: Place, client: Client, now: Date): void {
    const key = `${place.siteId}.${place.directoryId}.${client}`
    if (now.getTime() - (this.#noted.get(key) ?? 0) < noteEveryMs) return
    if (this.#noted.size >= rememberedMax) this.#noted.clear()
    this.#noted.set(key, now.getTime())
    this.#database
      .inSite(place.siteId, (tx) => write(tx, place, client, now))
      .catch((error: unknown) => {
        this.#noted.delete(key)
        this.#onError(error)
      })
  }
}

async function write(
  tx: Transaction,
  { directoryId, preset }: Place,
  client: Client,
  now: Date,
): Promise<void> {
  // Another process may have chosen the preset since this one looked, or an administrator.
  const [directory] =
    preset === 'auto' ? await tx.read<Directory>(directoryForUpdate(tx.siteId, directoryId)) : []
  tx.write(noteClient(tx.siteId, directoryId, client, now))
  if (directory?.preset !== 'auto') return
  const { overrides } = directory
  tx.write(setDialect(tx.siteId, directoryId, { preset: client, overrides }))
  audit(
    tx,
    { actor: { kind: 'system', name: 'client recognition' }, now, directoryId },
    {
      action: 'directory.settings-changed',
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: {
        before: { preset: 'auto', overrides: JSON.parse(overrides) },
        after: { preset: client, overrides: JSON.parse(overrides) },
      },
    },
  )
}
