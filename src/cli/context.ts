import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { findSite, theOnlySite } from '../admin/sites.ts'
import { type Config, readConfig } from '../config.ts'
import type { AuditContext } from '../storage/audit.ts'
import { Database } from '../storage/database.ts'
import { type EmbeddedOptions, startEmbedded } from '../storage/embedded.ts'
import { migrate } from '../storage/migrate.ts'
import { reachDatabase } from '../storage/reach.ts'
import type { Site } from '../storage/sites.ts'

/** The database's owner as the configuration says: a server of its own, or the embedded one, shared with the server. */
export interface OwnerAccess {
  readonly ownerUrl: string
  /** What the start-up text should say. */
  readonly notes: readonly string[]
  release(): Promise<void>
}

/**
 * @param options.mustExist whether a DATA_DIR without a database is refused instead of given one
 * @throws DoorwardError or EmbeddedDatabaseError with what to do when there is no database
 */
export async function openOwner(
  config: Config,
  options: Pick<EmbeddedOptions, 'log' | 'mustExist'> = {},
): Promise<OwnerAccess> {
  if (config.databaseUrl !== undefined) {
    await reachDatabase(config.databaseUrl)
    return { ownerUrl: config.databaseUrl, notes: [], release: async () => {} }
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, ...options })
  return { ownerUrl: embedded.url, notes: embedded.notes, release: () => embedded.leave() }
}

/** What a command works with. */
export interface CommandContext {
  readonly config: Config
  readonly database: Database
  readonly ownerUrl: string
  readonly audit: AuditContext
  site(slug: string | undefined): Promise<Site>
}

/** The result of a command: one JSON document, and the same for people. */
export interface CommandResult {
  readonly json: unknown
  readonly text: string
  /** What else to know, such as how to see more of a list. Beside the JSON document it goes to standard error. */
  readonly more?: string | undefined
}

/**
 * Runs a command against the database, whether or not the server runs, and prints its result: with `--json` exactly one
 * JSON document on standard output.
 */
export async function runCommand(
  command: Command,
  work: (context: CommandContext) => Promise<CommandResult>,
): Promise<void> {
  const config = readConfig(process.env)
  const access = await openOwner(config)
  try {
    await migrate(access.ownerUrl)
    const database = new Database({ url: access.ownerUrl, connectionsMax: 4 })
    try {
      const result = await work({
        config,
        database,
        ownerUrl: access.ownerUrl,
        audit: { actor: { kind: 'command', name: operatingUser() }, now: new Date() },
        site: (slug) => (slug === undefined ? theOnlySite(database) : findSite(database, slug)),
      })
      print(command, result)
    } finally {
      await database.close()
    }
  } finally {
    await access.release()
  }
}

/** Who types, as the operating system knows it; in a container the number may have no name. */
function operatingUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** With `--json` exactly one JSON document on standard output, else the text. */
export function print(command: Command, { json, text, more }: CommandResult): void {
  if (command.optsWithGlobals<{ json?: boolean }>().json) {
    process.stdout.write(`${JSON.stringify(json)}\n`)
    if (more !== undefined) process.stderr.write(`${more}\n`)
    return
  }
  process.stdout.write(more === undefined ? `${text}\n` : `${text}\n\n${more}\n`)
}
