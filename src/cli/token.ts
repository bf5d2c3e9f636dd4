import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { createToken, revoke, tokenState, tokensOf } from '../admin/tokens.ts'
import { invalid } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import type { Directory } from '../storage/identity/directories.ts'
import type { TokenRow } from '../storage/identity/tokens.ts'
import type { Site } from '../storage/sites.ts'
import { type CommandContext, runCommand } from './context.ts'
import { directoryOption, quoted, readId, siteOption } from './options.ts'
import { details, moment, table } from './table.ts'

export function tokenJson(token: TokenRow, now: Date) {
  return {
    id: token.tokenId,
    label: token.label,
    state: tokenState(token, now),
    createdAt: token.createdAt,
    expiresAt: token.expiresAt,
    lastUsedAt: token.lastUsedAt,
    revokedAt: token.revokedAt,
  }
}

interface TokenOptions {
  readonly site?: string
  readonly directory?: string
}

/** The directory a command about tokens is for. */
async function directoryFor(
  context: CommandContext,
  options: TokenOptions,
): Promise<{ site: Site; directory: Directory }> {
  const site = await context.site(options.site)
  return { site, directory: await chooseDirectory(context.database, site, options.directory) }
}

const dayMs = 24 * 60 * 60 * 1000
const datePattern = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/

/** A date or moment of ISO 8601, or a number of days such as `90d`. A date means its beginning in UTC. */
function readExpiry(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1]
  if (days !== undefined) return new Date(now.getTime() + Number(days) * dayMs)
  const date = datePattern.exec(text)?.[1]
  const isDate = date !== undefined && new Date(date).toJSON()?.startsWith(date)
  const moment = new Date(isDate ? text : Number.NaN)
  if (Number.isNaN(moment.getTime())) {
    throw invalid(
      'expires',
      'must be a date such as 2027-01-31, a moment such as 2027-01-31T12:00Z, or days such as 90d.',
    )
  }
  return moment
}

/** `token create|list|revoke` */
export function tokenCommands(program: Command): void {
  const token = program
    .command('token')
    .description('Secrets with which identity providers show who they are')
  addCreate(token)
  addList(token)
  addRevoke(token)
}

function addCreate(token: Command): void {
  token
    .command('create')
    .description('Make another token for a directory; the others stay valid, so that a rotation has no gap')
    .option(...siteOption)
    .option(...directoryOption)
    .option('--label <text>', 'what tells it apart')
    .option('--expires <when>', 'a date such as 2027-01-31, or days such as 90d; never when not given')
    .action(async (options: TokenOptions & { label?: string; expires?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const expiresAt = readExpiry(options.expires, audit.now)
        const { site, directory } = await directoryFor(context, options)
        const label = options.label ?? `made ${audit.now.toISOString().slice(0, 10)}`
        const issued = await createToken(
          database,
          site.id,
          directory.directoryId,
          { label, expiresAt },
          audit,
        )
        const json = {
          id: issued.tokenId,
          directoryId: keyOf(directory.directoryId),
          directory: directory.name,
          label,
          createdAt: audit.now,
          expiresAt,
          token: issued.token,
        }
        const text = details(`A token for ${directory.name}.`, [
          ['token', issued.token],
          ['', 'It is shown once; only its hash is kept.'],
          ['id', issued.tokenId],
          ['label', label],
          ['expires', expiresAt === null ? 'never' : moment(expiresAt)],
        ])
        const next = `When the identity provider uses it, revoke the old one: token list --directory ${quoted(directory.name)}`
        return { json, text: `${text}\n${next}` }
      })
    })
}

function addList(token: Command): void {
  token
    .command('list')
    .description("List a directory's tokens; the secrets themselves are not kept")
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (options: TokenOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const { site, directory } = await directoryFor(context, options)
        const tokens = await tokensOf(context.database, site.id, directory.directoryId)
        const { now } = context.audit
        const rows = tokens.map((one) => [
          one.tokenId,
          one.label,
          tokenState(one, now),
          moment(one.createdAt),
          one.expiresAt === null ? 'never' : moment(one.expiresAt),
          one.lastUsedAt === null ? 'never' : moment(one.lastUsedAt),
        ])
        const empty = `No token. Make one: token create --directory ${quoted(directory.name)}`
        return {
          json: tokens.map((one) => tokenJson(one, now)),
          text: table(['id', 'label', 'state', 'made', 'expires', 'last used'], rows, empty),
        }
      })
    })
}

function addRevoke(token: Command): void {
  token
    .command('revoke')
    .description('Refuse a token from now on')
    .argument('<token>', 'its id, as token list shows it')
    .option(...siteOption)
    .option(...directoryOption)
    .action(async (tokenId: string, options: TokenOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const id = readId('token', tokenId)
        const { site, directory } = await directoryFor(context, options)
        await revoke(database, site.id, directory.directoryId, id, audit)
        const tokens = await tokensOf(database, site.id, directory.directoryId)
        const revoked = tokens.find((one) => one.tokenId === id)
        const others = tokens.filter((one) => tokenState(one, audit.now) === 'live').length
        const left =
          others === 0
            ? `The directory has no token now; its identity provider is refused until it gets one: token create --directory ${quoted(directory.name)}`
            : `Tokens still live: ${others}.`
        return {
          json: revoked ? tokenJson(revoked, audit.now) : null,
          text: `The token ${revoked?.label ?? id} is revoked: ${directory.name} is refused with it. ${left}`,
        }
      })
    })
}
