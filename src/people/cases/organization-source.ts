// A rule or home that waits, because it feeds an organization which its directory did not create.

import { conflict } from '../../model/errors.ts'
import type { CaseEffect } from '../../model/identity/case.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { type Directory, directoryById } from '../../storage/identity/directories.ts'
import { asWanted, changeMappingIn, readMapping } from '../mapping.ts'
import { previewMapping } from '../mapping-preview.ts'
import type { Read, StoredMapping, WantedMapping } from '../wanted-mapping.ts'
import type { Decider } from './decisions.ts'

/** It takes effect: the site's administrator has seen which requests the joiners could read. */
export const confirmSource: Decider = {
  preview: async (tx, found) => {
    const { directoryId, organizationId } = subjectOf(found)
    const read: Read = (queries) => tx.readAll(queries)
    const [directory] = await tx.read<Directory>(directoryById(tx.siteId, directoryId))
    if (!directory) return []
    const wanted = asWanted(await readMapping(read, tx.siteId, directoryId))
    const { organizations } = await previewMapping(read, tx.siteId, directory, wanted)
    const one = organizations.find((other) => other.organizationId === organizationId)
    const effect: CaseEffect = {
      code: 'feeds-organization',
      values: { joins: one?.joins ?? 0, readable: one?.readable ?? 0 },
    }
    return [effect]
  },
  apply: (tx, found, context) => change(tx, found, context, asWanted, [subjectOf(found).organizationId]),
  undo: async (tx, found, _record, context) => {
    const { directoryId, organizationId } = subjectOf(found)
    const how = { wanted: asWanted, confirmed: [], withdrawn: organizationId, followAt: context.now }
    await changeMappingIn(tx, directoryId, how, context)
  },
}

/** What waits is taken out of the mapping again. */
export const refuseSource: Decider = {
  preview: async () => [{ code: 'rules-go', values: {} }],
  apply: (tx, found, context) =>
    change(tx, found, context, (before) => without(before, subjectOf(found).organizationId), []),
  undo: async () => {
    throw conflict("This is not taken back here: add the rules again on the directory's page Mapping.")
  },
}

function subjectOf({ directoryId, organizationId }: CaseRow) {
  if (directoryId === null || organizationId === null)
    throw conflict('The directory or the organization is gone.')
  return { directoryId, organizationId }
}

async function change(
  tx: Transaction,
  found: CaseRow,
  context: AuditContext,
  wanted: (before: StoredMapping) => WantedMapping,
  confirmed: readonly string[],
): Promise<Record<string, never>> {
  const { directoryId } = subjectOf(found)
  await changeMappingIn(tx, directoryId, { wanted, confirmed, followAt: context.now }, context)
  return {}
}

function without(before: StoredMapping, organizationId: string): WantedMapping {
  const isWaiting = (one: { readonly organizationId: string | null; readonly isInForce: boolean }) =>
    !one.isInForce && one.organizationId === organizationId
  return asWanted({
    ...before,
    rules: before.rules.filter((rule) => !isWaiting(rule)),
    homes: before.homes.filter((home) => !isWaiting(home)),
  })
}
