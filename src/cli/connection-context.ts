import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { readStored } from '../admin/connection-hold.ts'
import { ourAddresses } from '../admin/connection-ours.ts'
import { chooseDirectory } from '../admin/directories.ts'
import { publicUrlOf } from '../config.ts'
import { siteUrlOf } from '../http/site.ts'
import { invalid } from '../model/errors.ts'
import type { Directory } from '../storage/identity/directories.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { connectionJson, connectionText } from './connection-text.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'

export interface Options {
  readonly site?: string
  readonly directory?: string
}

type Work<O extends Options> = (
  context: CommandContext,
  found: { readonly site: Site; readonly directory: Directory },
  options: O,
) => Promise<CommandResult>

/** A command about one directory. */
export const ofDirectory =
  <O extends Options>(work: Work<O>) =>
  async (options: O, command: Command) => {
    await runCommand(command, async (context) => {
      const site = await context.site(options.site)
      const directory = await chooseDirectory(context.database, site, options.directory)
      return work(context, { site, directory }, options)
    })
  }

/** How a command reaches the outside: as long as somebody waits for it. */
export const outsideOf = ({ config: { outboundAllow } }: CommandContext) => ({
  outboundAllow,
  signal: AbortSignal.timeout(30_000),
})

/** The connection as it is now, for every command that has changed it. */
export async function shown(
  { database, config, audit: { now } }: CommandContext,
  { site, directory }: { readonly site: Site; readonly directory: Directory },
): Promise<CommandResult> {
  const stored = await readStored(database, site.id, directory.directoryId)
  const siteUrl = siteUrlOf(publicUrlOf(config), site, await database.readSites<Site>(listSites()))
  const ours = ourAddresses(siteUrl, site.id, directory.directoryId)
  return {
    json: connectionJson(directory, ours, stored, now),
    text: connectionText(directory, ours, stored, now),
  }
}

/** A file, or the standard input for `-`. @throws DoorwardError 'invalid', naming the option */
export function readFile(option: string, path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    throw invalid(option, `the file ${path} cannot be read (${(error as { code?: string }).code}).`)
  }
}
