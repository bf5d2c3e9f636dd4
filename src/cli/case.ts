import type { Command } from 'commander'
import { caseOf, casesOf } from '../admin/cases.ts'
import { chooseDirectory } from '../admin/directories.ts'
import { type Names, readNames } from '../admin/names.ts'
import { invalid } from '../model/errors.ts'
import { type CaseKind, caseKindNames, decisionsOf } from '../model/identity/case.ts'
import { effectSentence, kindSentences, outcomeSentence } from '../model/identity/case-sentences.ts'
import { highestId, keyOf } from '../model/ids.ts'
import { decide, previewDecision, undoDecision } from '../people/cases/decide.ts'
import type { CaseSide, Evidence } from '../people/cases/evidence.ts'
import type { CaseRow } from '../storage/identity/cases.ts'
import { addAlways, addDecideAll } from './case-many.ts'
import { type CommandContext, type CommandResult, runCommand } from './context.ts'
import {
  beforeOption,
  cutPage,
  limitOption,
  readId,
  readLimit,
  readPlace,
  recordsMax,
  siteOption,
} from './options.ts'
import { organizationSideJson, organizationSideText } from './organization-json.ts'
import { counted, details, moment, plain, table } from './table.ts'

/** `case list|show|decide|decide-all|always|undo` */
export function caseCommands(program: Command): void {
  const group = program.command('case').description('What a person must decide')
  addList(group)
  addShow(group)
  addDecide(group)
  addDecideAll(group)
  addAlways(group)
  addUndo(group)
}

const idHelp = 'its id, as case list shows it'

interface ListOptions {
  readonly site?: string
  readonly closed?: boolean
  readonly kind?: string
  readonly directory?: string
  readonly limit: string
  readonly before?: string
}

function addList(group: Command): void {
  group
    .command('list')
    .description('List the open cases, the newest first')
    .option(...siteOption)
    .option('--closed', 'those that are decided, or closed by themselves')
    .option('--kind <kind>', `only ${caseKindNames.join(', ')}`)
    .option('--directory <id or name>', 'only those that this directory brought up')
    .option(...limitOption, recordsMax)
    .option(...beforeOption)
    .action(async (options: ListOptions, command: Command) => {
      await runCommand(command, (context) => listed(context, options))
    })
}

async function listed(
  { database, site: siteOf }: CommandContext,
  options: ListOptions,
): Promise<CommandResult> {
  const limit = readLimit(options.limit)
  const kind = options.kind === undefined ? undefined : requireKind(options.kind)
  const site = await siteOf(options.site)
  const directoryId =
    options.directory === undefined
      ? undefined
      : (await chooseDirectory(database, site, options.directory)).directoryId
  const id = readPlace('before', options.before, highestId)
  // A place is an id here; what is closed is in the order of its closing, which the case says itself.
  const last =
    options.closed && options.before !== undefined ? (await caseOf(database, site.id, id)).found : undefined
  const before = { id, closedAt: last?.closedAt ?? new Date('9999-12-31T23:59:59Z') }
  const state = options.closed ? 'closed' : 'open'
  const filter = { state, kind, directoryId } as const
  const found = await casesOf(database, site.id, filter, { before, limit: limit + 1 })
  const { rows, lastId } = cutPage(found, limit)
  const names = await readNames(database, site)
  const lines = rows.map((one) => [
    moment(one.closedAt ?? one.openedAt),
    one.kind,
    sourceOf(one, names) ?? '–',
    one.customerName ?? one.organizationName ?? '–',
    one.otherCustomerName ?? '–',
    ...(options.closed ? [outcomeSentence(one.outcome ?? '')] : []),
    one.id,
  ])
  const headings = ['at', 'kind', 'directory', 'about', 'and', ...(options.closed ? ['outcome'] : []), 'id']
  return {
    json: rows.map((one) => rowJson(one, names)),
    text: table(
      headings,
      lines,
      options.closed ? 'No case is closed yet.' : 'No case is open: nothing waits for you.',
    ),
    more: lastId && `Older ones: add --before ${lastId}`,
  }
}

function requireKind(text: string): CaseKind {
  const kind = caseKindNames.find((known) => known === text)
  if (!kind) throw invalid('kind', `must be one of ${caseKindNames.join(', ')}.`)
  return kind
}

const sourceOf = ({ directoryId }: CaseRow, names: Names) =>
  directoryId === null ? null : names.directory(directoryId)

function rowJson(found: CaseRow, names: Names) {
  const named = (id: string | null, name: string | null) => (id === null ? null : { id, name })
  return {
    id: found.id,
    kind: found.kind,
    directory:
      found.directoryId === null ? null : { id: keyOf(found.directoryId), name: sourceOf(found, names) },
    customer: named(found.customerId, found.customerName),
    otherCustomer: named(found.otherCustomerId, found.otherCustomerName),
    organization: named(found.organizationId, found.organizationName),
    openedAt: found.openedAt,
    closedAt: found.closedAt,
    outcome: found.outcome,
    decidedBy: found.decidedBy,
    undoUntil: found.undoUntil,
  }
}

function evidenceJson(evidence: Evidence, names: Names) {
  const { found, user, customer, otherCustomer, organization, ownOrganization, authorities } = evidence
  return {
    ...rowJson(found, names),
    user: user ? { id: user.id, ...user.facts, createdAt: user.createdAt } : null,
    sides: { customer: customer ?? null, otherCustomer: otherCustomer ?? null },
    organizations: {
      known: organizationSideJson(organization),
      own: organizationSideJson(ownOrganization),
    },
    authorities: authorities.map(({ directoryId, authority }) => ({
      directory: { id: keyOf(directoryId), name: names.directory(directoryId) },
      authority,
    })),
    details: JSON.parse(found.details),
    decisions: found.closedAt === null ? Object.keys(decisionsOf(found.kind)) : [],
  }
}

function sideText({ customer, requests, organizations }: CaseSide, names: Names): string {
  const { id, name, active, directoryId, addresses } = customer
  return details(name, [
    ['state', active ? 'active' : 'inactive'],
    ['managed by', directoryId === null ? 'no directory' : names.directory(directoryId)],
    [
      'addresses',
      addresses.map(({ address, standing, until }) => `${address}, ${until === null ? standing : 'former'}`),
    ],
    ['organizations', organizations.map((one) => one.name)],
    ['requests', String(requests)],
    ['id', id],
  ])
}

function evidenceText(evidence: Evidence, names: Names): string {
  const { found, user, customer, otherCustomer, organization, ownOrganization, authorities } = evidence
  const head = details(`${found.kind}: ${kindSentences[found.kind]}`, [
    ['brought up by', sourceOf(found, names) ?? '–'],
    ['open since', moment(found.openedAt)],
    ...(found.closedAt === null ? [] : [['closed', moment(found.closedAt)] as const]),
    ...(found.outcome === null ? [] : [['outcome', outcomeSentence(found.outcome)] as const]),
    ...(found.decidedBy === null ? [] : [['decided by', found.decidedBy] as const]),
    ...(found.undoUntil === null ? [] : [['undo until', moment(found.undoUntil)] as const]),
    ['id', found.id],
  ])
  const mirror =
    user &&
    details('What the identity provider says', [
      ['userName', user.facts.userName],
      ['name', user.facts.name],
      ['address', user.facts.address ?? '–'],
      ['externalId', user.facts.externalId ?? '–'],
      ['active', String(user.facts.active)],
      ['its domain', authorities.map((one) => `${one.authority} by ${names.directory(one.directoryId)}`)],
    ])
  const sides = [customer, otherCustomer].map((side) => side && sideText(side, names))
  const organizations = [organization, ownOrganization].map((side) => side && organizationSideText(side))
  const known = Object.keys(decisionsOf(found.kind))
  const next =
    found.closedAt !== null || known.length === 0
      ? undefined
      : `Decide it: case decide ${found.id} ${known.join('|')} (--preview says what that does)`
  return [head, mirror, ...sides, ...organizations, next].filter((part) => part !== undefined).join('\n\n')
}

async function shown({ database }: CommandContext, site: Parameters<typeof readNames>[1], caseId: string) {
  const evidence = await caseOf(database, site.id, caseId)
  const names = await readNames(database, site)
  return { json: evidenceJson(evidence, names), text: evidenceText(evidence, names) }
}

function addShow(group: Command): void {
  group
    .command('show')
    .description('Show a case with the evidence of both sides')
    .argument('<case>', idHelp)
    .option(...siteOption)
    .action(async (given: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const caseId = readId('case', given)
        return shown(context, await context.site(options.site), caseId)
      })
    })
}

function addDecide(group: Command): void {
  group
    .command('decide')
    .description('Decide a case; the decision can be taken back for seven days')
    .argument('<case>', idHelp)
    .argument('<decision>', 'one that case show names')
    .option(...siteOption)
    .option('--preview', 'only say what it would do')
    .action(
      async (
        given: string,
        decision: string,
        options: { site?: string; preview?: boolean },
        command: Command,
      ) => {
        await runCommand(command, async (context) => {
          const { database, audit } = context
          const caseId = readId('case', given)
          const site = await context.site(options.site)
          const effects = await previewDecision(database, site.id, caseId, decision)
          const said = effects.map(effectSentence)
          if (options.preview) {
            return {
              json: { caseId, decision, effects },
              text: [`It would do this:`, ...said.map(plain)].join('\n  '),
            }
          }
          await decide(database, site.id, caseId, decision, audit)
          const { json } = await shown(context, site, caseId)
          const text = `Decided: ${outcomeSentence(decision)}, with ${counted(said.length, 'effect', 'effects')}. ${said.map(plain).join(' ')} Take it back: case undo ${caseId}`
          return { json, text }
        })
      },
    )
}

function addUndo(group: Command): void {
  group
    .command('undo')
    .description('Take a decision back: the case is open again')
    .argument('<case>', idHelp)
    .option(...siteOption)
    .action(async (given: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const caseId = readId('case', given)
        const site = await context.site(options.site)
        await undoDecision(context.database, site.id, caseId, context.audit)
        const { json } = await shown(context, site, caseId)
        return { json, text: 'The decision is taken back.' }
      })
    })
}
