import type { Command } from 'commander'
import { chooseDirectory } from '../admin/directories.ts'
import { findGroup, groupsOf, membersOfGroup } from '../admin/groups.ts'
import { lowestId } from '../model/ids.ts'
import type { GroupMemberRow, GroupRow } from '../storage/identity/group-lists.ts'
import { runCommand } from './context.ts'
import {
  afterOption,
  cutPage,
  directoryOption,
  limitOption,
  peopleMax,
  quoted,
  readId,
  readLimit,
  readPlace,
  siteOption,
} from './options.ts'
import { counted, details, moment, table } from './table.ts'

interface GroupOptions {
  readonly site?: string
  readonly directory?: string
  readonly limit: string
  readonly after?: string
  readonly query?: string
}

function groupJson({ nameFolded: _, pending: waits, ...group }: GroupRow) {
  return { ...group, waits }
}

const feeds = ({ organizations, pending }: GroupRow) =>
  organizations.map(({ name }) => name).join(', ') || (pending ? 'waits' : '–')

/** `group list|show` */
export function groupCommands(program: Command): void {
  const group = program.command('group').description('Groups as identity providers wrote them')

  group
    .command('list')
    .description("List a directory's groups by name, with the organizations that they feed")
    .option(...siteOption)
    .option(...directoryOption)
    .option('--query <text>', 'only those whose name begins with this')
    .option(...limitOption, peopleMax)
    .option(...afterOption)
    .action(async (options: GroupOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const afterId = options.after === undefined ? undefined : readId('after', options.after)
        const site = await siteOf(options.site)
        const { directoryId } = await chooseDirectory(database, site, options.directory)
        const after =
          afterId === undefined ? undefined : await findGroup(database, site.id, directoryId, afterId)
        const page = { beginning: options.query ?? '', after, limit: limit + 1 }
        const { rows, lastId } = cutPage(await groupsOf(database, site.id, directoryId, page), limit)
        const lines = rows.map((one) => [
          one.name,
          String(one.members),
          feeds(one),
          moment(one.updatedAt),
          one.id,
        ])
        const empty = options.query === undefined ? 'No group yet.' : `No group begins with ${options.query}.`
        return {
          json: rows.map(groupJson),
          text: table(['name', 'members', 'organization', 'changed', 'id'], lines, empty),
          more: lastId && `More follow: add --after ${lastId}`,
        }
      })
    })

  group
    .command('show')
    .description('Show a group: what it feeds, the groups around and inside it, and its users')
    .argument('<group>', 'id or name')
    .option(...siteOption)
    .option(...directoryOption)
    .option(...limitOption, peopleMax)
    .option(...afterOption)
    .action(async (idOrName: string, options: GroupOptions, command: Command) => {
      await runCommand(command, async ({ database, site: siteOf }) => {
        const limit = readLimit(options.limit)
        const after = readPlace('after', options.after, lowestId)
        const site = await siteOf(options.site)
        const { directoryId } = await chooseDirectory(database, site, options.directory)
        const shown = await findGroup(database, site.id, directoryId, idOrName, { byName: true })
        const page = { after, limit: limit + 1 }
        const members = await membersOfGroup(database, site.id, directoryId, shown.id, page)
        const { rows, lastId } = cutPage(members, limit)
        const { inner, outer, ...group } = shown
        const named = (all: readonly { id: string; name: string }[]) =>
          all.map(({ id, name }) => ({ id, name }))
        const head = details(group.name, [
          ['id', group.id],
          ['external id', group.externalId ?? '–'],
          ['feeds', feeds(group)],
          ['inside of', outer.map(({ name }) => name).join(', ') || '–'],
          ['holds groups', inner.map(({ name }) => name).join(', ') || '–'],
          ['members', counted(group.members, 'user', 'users')],
          ['changed', moment(group.updatedAt)],
        ])
        return {
          json: {
            ...groupJson(group),
            inner: named(inner),
            outer: named(outer),
            users: rows.map(memberJson),
          },
          text: `${head}\n\n${membersText(rows)}`,
          more: lastId && `More follow: group show ${quoted(group.name)} --after ${lastId}`,
        }
      })
    })
}

function memberJson({ addedAt: since, customerId, customer, ...user }: GroupMemberRow) {
  return { ...user, since, customer: customerId === null ? null : { id: customerId, name: customer } }
}

function membersText(rows: readonly GroupMemberRow[]): string {
  const lines = rows.map(({ id, userName, displayName, active, addedAt }) => [
    displayName ?? userName,
    userName,
    active ? 'active' : 'inactive',
    moment(addedAt),
    id,
  ])
  return table(['name', 'user name', 'state', 'since', 'id'], lines, 'No user is in it.')
}
