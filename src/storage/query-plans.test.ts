import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { Explainer } from '../../test/fixtures/explain.ts'
import { access } from '../../test/fixtures/explained-access.ts'
import { ofAsserted } from '../../test/fixtures/explained-asserted.ts'
import { ofByHand } from '../../test/fixtures/explained-by-hand.ts'
import { ofDesk } from '../../test/fixtures/explained-desk.ts'
import { ofDomainMoves } from '../../test/fixtures/explained-domain-moves.ts'
import { ofImports } from '../../test/fixtures/explained-imports.ts'
import { mailStatements } from '../../test/fixtures/explained-mails.ts'
import { ofParting } from '../../test/fixtures/explained-parting.ts'
import { ofPortals } from '../../test/fixtures/explained-portals.ts'
import { ofSite } from '../../test/fixtures/explained-site.ts'
import {
  inDirectory,
  inSite,
  lists,
  type Statement,
  writes,
} from '../../test/fixtures/explained-statements.ts'
import { ofUnmanaged } from '../../test/fixtures/explained-unmanaged.ts'
import { few, fillLargeSite, fillSites, large } from '../../test/fixtures/large-site.ts'
import { keyed } from './keyed.ts'

let database: FreshDatabase
let explainer: Explainer
/** Tables so small that reading them from end to end is right. */
let small: Set<string>

beforeAll(async () => {
  database = await freshDatabase()
  await fillLargeSite(database.url)
  explainer = new Explainer(database.url)
  await explainer.begin()
  small = new Set(
    (
      await catalogue<{ name: string }>(
        `select relname as name from pg_class where relnamespace = 'doorward'::regnamespace and relkind = 'r'
       and reltuples < 100`,
      )
    ).map(({ name }) => name),
  )
})
afterAll(async () => {
  await explainer.end()
  await database.drop()
})

async function catalogue<Row>(text: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.url, options: '-c search_path=doorward,public' })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** Statements that look for what has grown, in the background, among all rows of a site. */
const mayScan: { readonly [statement: string]: readonly string[] } = {
  // A few people per directory, once a night.
  forgetSetupLinks: ['setup_links'],
  totalsToFold: ['directory_counters'],
  // Fewer than it counts.
  countSite: ['staff'],
  // At the end of a pause: an index by time would cost every change of a member, all year.
  countFromNow: ['directory_group_members', 'directory_group_closure', 'asserted_members'],
  // Far fewer than customers, once for each domain that is declared.
  domainFacts: ['staff'],
  // A domain is most of its directory, and nobody pays with every write for an index on it.
  affectedByDomain: ['directory_users', 'customers', 'customer_addresses', 'staff'],
  // What a change of rules does to people is asked about whole groups.
  movements: ['directory_users'],
  othersInDomain: ['customers', 'customer_addresses', 'directories'],
  domainImpact: ['directory_users', 'customers', 'customer_addresses', 'cases', 'directories'],
  // Asked for when somebody thinks about other rules: most of the staff may be the directory's.
  staffUnderRules: ['staff'],
  // Where few only ask, whoever answers is most of the staff; where many do, the index has the others.
  listAnswering: ['staff'],
  // Asked for once when somebody looks at the overview.
  domainsWithStaff: ['staff'],
  // Asked for once when somebody decides about a directory's quota: whom it has may be everybody.
  countQuota: ['customers'],
  // Most of what is open at a site may be of one directory.
  endSessionsThrough: ['customer_sessions'],
  endSessionsBeside: ['customer_sessions'],
  endSessionsBy: ['customer_sessions'],
  endPendingOfManagedStaff: ['pending_sign_ins', 'staff'],
  endSessionsOfUnmanaged: ['customer_sessions'],
  // So may most of the keys that customers have.
  endKeysOfCustomers: ['api_keys'],
  endKeysBy: ['api_keys'],
  endKeysThrough: ['api_keys'],
  endKeysBeside: ['api_keys', 'customers', 'customer_addresses'],
  endSessionsOfManagedStaff: ['staff', 'staff_sessions'],
  // Another provider: everybody of the directory may be called otherwise.
  forgetLastingSubjects: ['sign_in_identities'],
  // Asked for when somebody thinks about requiring a connection: everybody of the directory is looked at.
  countAffected: [
    'customers',
    'directory_users',
    'sign_in_identities',
    'customer_sessions',
    'customer_addresses',
  ],
  listAffected: ['customers', 'customer_sessions', 'customer_addresses'],
  // Asked for when somebody thinks about another audience of a portal: whom it names may be everybody.
  countSight: ['customers', 'directory_users', 'directory_group_members', 'removed_members'],
  // What another claim said of everybody.
  forgetAsserted: ['asserted_members'],
  // By night.
  idleAsserted: ['asserted_groups', 'asserted_members'],
  forgetStaleAsserted: [
    'asserted_members',
    'directory_users',
    'customers',
    'asserted_groups',
    'directory_groups',
  ],
  forgetJoinedOfGone: ['organization_joined', 'organizations'],
  // A judgement of the brake, of a directory whose home the organization is.
  countMembersUpTo: ['directory_users', 'customers'],
  // Kept for 90 days, and few of a state may be far apart.
  'listInvitations sent': ['invitations'],
  'listInvitations expired': ['invitations'],
  'listInvitations accepted': ['invitations'],
  'listInvitations revoked': ['invitations'],
  // Most of the staff has a seat.
  countSeats: ['staff'],
  staffFacts: ['staff'],
  roleContext: ['staff'],
  // Whoever has a role by a rule is looked at behind each write of a group.
  staffOfRules: ['staff'],
  staffToJudge: ['staff'],
  // Every mailbox is listed with what it opens, and there are few kinds of requests.
  listMailboxes: ['request_types'],
  // Where most rows are the site's, the first ones are found at once.
  removeSome: ['exchanges'],
  siteTables: ['pg_attribute', 'pg_class', 'pg_constraint'],
}

/**
 * A named statement is planned for its values at first and for all values later, so both plans must be good; one
 * without a name is always planned for its values.
 * @param asked so many are asked for at once
 */
async function check(statement: Statement, directoryId: number | undefined, asked = 1): Promise<void> {
  const { name, query, pagesMax } = statement
  for (const kind of query.name === '' ? (['custom'] as const) : (['custom', 'generic'] as const)) {
    const look = () => explainer.explain(large.siteId, directoryId, query, kind)
    const first = await look()
    // What autovacuum did a moment ago has the catalogs read anew, and those pages count as the statement's.
    const { scanned, pages, nodes, outline } = first.pages > pagesMax ? await look() : first
    const tooMuch = scanned.filter((table) => !small.has(table) && !mayScan[name]?.includes(table))
    expect(tooMuch, `${kind} plan scans\n${outline}`).toEqual([])
    expect(pages, `pages of the ${kind} plan\n${outline}`).toBeLessThanOrEqual(pagesMax)
    // The policies are judged once for a statement, not once for a row.
    const perRow = nodes.filter(
      ({ Filter: filter }) => filter && /current_(setting|site|directory)/.test(filter),
    )
    expect(perRow, `policies of the ${kind} plan\n${outline}`).toEqual([])
    const repeated = nodes.filter(
      (node) => node['Parent Relationship'] === 'InitPlan' && node['Actual Loops'] > asked,
    )
    expect(repeated, `sub-plans of the ${kind} plan\n${outline}`).toEqual([])
  }
}

function named(statements: readonly Statement[]): [string, Statement][] {
  return statements.map((statement, n) => [`${statement.name} (${n + 1})`, statement])
}

describe('among 100,000 users and 2,000 groups no statement reads more than it needs', () => {
  test.each(named(inDirectory))('%s', (_name, statement) => check(statement, large.directoryId))
  test.each(named(inSite))('%s', (_name, statement) => check(statement, undefined))
  test.each(named(writes))('%s', (_name, statement) => check(statement, large.directoryId))
  test.each(named(access))('%s', (_name, statement) => check(statement, undefined))
  test.each(named(mailStatements))('%s', (_name, statement) => check(statement, undefined))
  test.each(
    named([
      ...ofSite,
      ...ofUnmanaged,
      ...ofByHand,
      ...ofParting,
      ...ofDomainMoves,
      ...ofImports,
      ...ofAsserted,
      ...ofPortals,
      ...ofDesk,
    ]),
  )('%s', (_name, statement) => check(statement, undefined))
  test.each(named(lists))('%s', (_name, statement) => check(statement, large.directoryId))
})

/** Every statement, and the directory it runs in. */
const all = [
  ...[...inDirectory, ...writes, ...lists].map((statement) => ({
    ...statement,
    directoryId: large.directoryId,
  })),
  ...[
    ...inSite,
    ...access,
    ...mailStatements,
    ...ofSite,
    ...ofUnmanaged,
    ...ofByHand,
    ...ofParting,
    ...ofDomainMoves,
    ...ofImports,
    ...ofAsserted,
    ...ofPortals,
    ...ofDesk,
  ].map((statement) => ({ ...statement, directoryId: undefined })),
]
/** What may be asked by several at once: eight of each. */
const together = 8
const several = all
  .filter(({ query }) => query.keys)
  .map(({ query, pagesMax, ...rest }) => ({
    ...rest,
    query: keyed(Array.from({ length: together }, () => query)),
    pagesMax: together * pagesMax,
  }))
/** Those that are planned once and keep their plan. */
const kept = [...all, ...several].filter(({ query }) => query.name !== '')

describe('asked by eight at once it reads no more than eight times as much', () => {
  test.each(named(several))('%s', (_name, statement) => check(statement, large.directoryId, together))
})

// A server's first statements are planned when its tables are all but empty, and PostgreSQL knows it; the plans stay
// while the first synchronization fills the tables. One that reads a table from end to end then does so for each of them.
test('no statement that is planned among few rows reads a table from end to end', async () => {
  const young = await freshDatabase()
  const early = new Explainer(young.url)
  try {
    await fillSites(young.url, few)
    await early.begin()
    const scans: string[] = []
    for (const { name, query, directoryId } of kept) {
      const scanned = await early.scannedByKeptPlan(large.siteId, directoryId, query)
      const tooMuch = scanned.filter((table) => !small.has(table))
      if (tooMuch.length > 0) scans.push(`${name}: ${tooMuch.join(', ')}`)
    }
    expect(scans).toEqual([])
  } finally {
    await early.end()
    await young.drop()
  }
})

const signature = /^(?:function|const) (\w+).*?\)\s*:\s*(Query|Write)\b/s

/** The functions of a folder that make a statement which must find rows. */
function statementsIn(folder: string): string[] {
  return readdirSync(join(import.meta.dirname, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(import.meta.dirname, folder, file), 'utf8')
      return text.split(/^export /m).flatMap((part) => {
        const [declaration = ''] = part.split(/^\}/m)
        const [, name, type] = signature.exec(declaration) ?? []
        const reads = type === 'Query' || /\b(select|update|delete from|on conflict)\b/.test(declaration)
        // Whoever takes statements makes others of them.
        const isMerge = /^[^)]*\b(Query|Write)\[\]\)/.test(declaration)
        return name !== undefined && reads && !isMerge ? [name] : []
      })
    })
}

test('every statement of this folder stands in the table', () => {
  const made = ['.', 'identity', 'desk', 'access', 'site']
    .flatMap(statementsIn)
    .filter((name) => !untested.includes(name))
  expect(made.length).toBeGreaterThan(70)
  const checked = all.map(({ name }) => name.split(' ')[0])
  expect([...new Set(checked)].sort()).toEqual([...new Set(made)].sort())
})

/** What only begins a transaction. */
const untested = ['readingIn', 'writingIn', 'writingTogetherIn']

test('whatever is deleted finds what refers to it by an index', async () => {
  // Sites and directories are not deleted while people wait for an answer.
  const keys = await catalogue<{ name: string }>(
    `select conname as name from pg_constraint k
     where contype = 'f' and connamespace = 'doorward'::regnamespace and confrelid not in ('sites'::regclass,
       'directories'::regclass)
     and not exists (
       select 1 from pg_index i where i.indrelid = k.conrelid
         and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)`,
  )
  expect(keys).toEqual([])
})
