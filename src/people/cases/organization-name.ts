// A directory's group has the name of an organization that the directory did not make. "It is that one" becomes a rule of the
// directory's mapping: it outlives the group, stands where an administrator sees it, and is previewed as every rule is.
import { conflict } from '../../model/errors.ts'
import type { CaseDetails, CaseEffect } from '../../model/identity/case.ts'
import { foldName } from '../../model/identity/organization.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { type Directory, directoryById } from '../../storage/identity/directories.ts'
import { type KeptApart, keptApartFrom } from '../../storage/identity/name-clashes.ts'
import { asWanted, changeMappingIn, readMapping } from '../mapping.ts'
import { tellCases } from '../mapping-cases.ts'
import type { OrganizationChange } from '../mapping-effects.ts'
import { previewMapping } from '../mapping-preview.ts'
import { giveBackRequests, holdNameOf, moveRequests, previewMove } from '../organization-merge.ts'
import { type Read, ruleValueMax, type StoredMapping, type WantedMapping } from '../wanted-mapping.ts'
import type { Decider } from './decisions.ts'

/** The directory's groups of the name feed the organization that is there; requests of the one kept apart stay with that. */
export const adoptOrganization: Decider = {
  async preview(tx, found) {
    const { clash, joining, left } = await foresee(tx, found)
    const { requests, portals } = await previewMove(tx, clash)
    if (left?.change === 'goes') {
      const unnamed = { code: 'portals-unnamed', values: { portals: portals.join(', ') } }
      return [...joining, organizationGoes(clash), ...(portals.length > 0 ? [unnamed] : [])]
    }
    return [
      ...joining,
      {
        code: 'organization-left',
        values: { organization: clash.ownName, people: left?.leaves ?? 0, requests },
      },
    ]
  },
  apply: async (tx, found, context) => adopt(tx, found, await clashOf(tx, found), context),
  undo: (tx, found, record, context) => partAgain(tx, found, record, context),
}

/** The same, and what was asked in the one kept apart goes over too: it ends. */
export const mergeOrganizations: Decider = {
  async preview(tx, found) {
    const { clash, joining, left } = await foresee(tx, found)
    const { requests, showsEarlier, portals } = await previewMove(tx, clash)
    const named = {
      code: 'portals-named-too',
      values: { portals: portals.join(', '), organization: clash.name },
    }
    return [
      ...joining,
      { code: 'requests-move', values: { count: requests } },
      ...(requests > 0 ? sightOfMoved(clash, showsEarlier) : []),
      ...(portals.length > 0 ? [named] : []),
      // Without its requests it has nothing left, unless something else feeds it.
      ...(left?.change === 'changes' ? [] : [organizationGoes(clash)]),
    ]
  },
  async apply(tx, found, context) {
    const clash = await clashOf(tx, found)
    const rule = await adopt(tx, found, clash, context)
    return { ...rule, ...(await moveRequests(tx, clash, context)) }
  },
  async undo(tx, found, record, context) {
    const subject = subjectOf(found)
    await holdNameOf(tx, subject.organizationId)
    await partAgain(tx, found, record, context)
    await giveBackRequests(tx, subject, record, context)
  },
}

/** Who belongs sees what moves by the rules of the organization: those who come with it are joining just now. */
function sightOfMoved({ name, ownName }: KeptApart, showsEarlier: boolean): CaseEffect[] {
  if (showsEarlier) return [{ code: 'others-see-all', values: { organization: name } }]
  return [
    { code: 'others-see', values: { organization: name } },
    { code: 'comers-see-own', values: { organization: ownName } },
  ]
}

const organizationGoes = ({ ownName }: KeptApart): CaseEffect => ({
  code: 'organization-goes',
  values: { organization: ownName },
})

function subjectOf({ directoryId, organizationId }: CaseRow) {
  if (directoryId === null || organizationId === null)
    throw conflict('The directory or the organization is gone.')
  return { directoryId, organizationId }
}

/** @throws DoorwardError 'conflict' when the two have one name no longer */
async function clashOf(tx: Transaction, found: CaseRow): Promise<KeptApart> {
  const { directoryId, organizationId } = subjectOf(found)
  const [clash] = await tx.read<KeptApart>(keptApartFrom(tx.siteId, directoryId, organizationId))
  if (!clash) throw conflict('No group of this directory is kept apart from this organization any more.')
  return clash
}

const readIn =
  (tx: Transaction): Read =>
  (queries) =>
    tx.readAll(queries)

async function foresee(tx: Transaction, found: CaseRow) {
  const { directoryId, organizationId } = subjectOf(found)
  const [directory] = await tx.read<Directory>(directoryById(tx.siteId, directoryId))
  if (!directory) throw conflict('The directory is gone.')
  const clash = await clashOf(tx, found)
  const before = await readMapping(readIn(tx), tx.siteId, directoryId)
  const wanted = withRule(before, organizationId, clash.name)
  const { organizations } = await previewMapping(readIn(tx), tx.siteId, directory, wanted)
  const of = (id: string) => organizations.find((one) => one.organizationId === id)
  return { clash, joining: inEffects(of(organizationId)), left: of(clash.id) }
}

/** Who joins, and what they could read. */
function inEffects(one: OrganizationChange | undefined): CaseEffect[] {
  const { joins = 0, readable = 0, firstJoining = [], firstReadable = [] } = one ?? {}
  return [
    { code: 'feeds-organization', values: { joins, readable } },
    ...(joins > 0 ? [{ code: 'first-joining', values: listed(firstJoining, joins) }] : []),
    ...(readable > 0
      ? [
          {
            code: 'first-readable',
            values: listed(
              firstReadable.map(({ summary }) => summary),
              readable,
            ),
          },
        ]
      : []),
  ]
}

const listed = (names: readonly string[], all: number) => ({
  names: names.join(', '),
  more: all - names.length,
})

/** @throws DoorwardError 'conflict', as whoever saves a mapping is told */
async function adopt(
  tx: Transaction,
  found: CaseRow,
  clash: KeptApart,
  context: AuditContext,
): Promise<CaseDetails> {
  const { directoryId, organizationId } = subjectOf(found)
  const wanted = (before: StoredMapping) => withRule(before, organizationId, clash.name)
  const how = { wanted, confirmed: [organizationId], followAt: context.now }
  const { before, after } = await changeMappingIn(tx, directoryId, how, context)
  tellCases(tx, directoryId, before, after, context.now)
  const rule = after.rules.find((one) => isOurs(one, organizationId, clash.name))
  return { ruleId: rule?.ruleId ?? '' }
}

const isOurs = (one: StoredMapping['rules'][number], organizationId: string, name: string) =>
  one.organizationId === organizationId &&
  one.subject === 'name' &&
  one.way === 'exact' &&
  foldName(one.value) === foldName(name)

/** In front, because no rule takes a group of this name yet, and the narrower one goes first. */
function withRule(before: StoredMapping, organizationId: string, name: string): WantedMapping {
  const wanted = asWanted(before)
  if (before.rules.some((one) => isOurs(one, organizationId, name))) return wanted
  if (name.length > ruleValueMax) {
    throw conflict(
      "A rule cannot hold so long a name: on the directory's page Mapping lead the group by its id.",
    )
  }
  const rule = { subject: 'name', way: 'exact', value: name, to: { organizationId } } as const
  return { ...wanted, rules: [rule, ...wanted.rules] }
}

/** The rule goes; where somebody has taken it out already, nothing is left to do. */
async function partAgain(
  tx: Transaction,
  found: CaseRow,
  { ruleId }: CaseDetails,
  context: AuditContext,
): Promise<void> {
  const { directoryId } = subjectOf(found)
  const wanted = (before: StoredMapping) =>
    asWanted({ ...before, rules: before.rules.filter((one) => one.ruleId !== ruleId) })
  const how = { wanted, confirmed: [], followAt: context.now }
  const { before, after } = await changeMappingIn(tx, directoryId, how, context)
  tellCases(tx, directoryId, before, after, context.now)
}
