// Cases about organizations that wait to be fed by a directory that did not create them.
import { keyOf } from '../model/ids.ts'
import type { Transaction } from '../storage/database.ts'
import { closeCase, openCase } from '../storage/identity/cases.ts'
import type { ResolvedMapping, StoredMapping } from './wanted-mapping.ts'

/** One case for each organization that waits to be fed by this directory. */
export function tellCases(
  tx: Transaction,
  directoryId: number,
  before: StoredMapping,
  after: ResolvedMapping,
  now: Date,
): void {
  const waiting = (all: readonly { readonly organizationId: string | null; readonly isInForce: boolean }[]) =>
    all.flatMap(({ organizationId, isInForce }) =>
      isInForce || organizationId === null ? [] : [organizationId],
    )
  const home = after.home ? [after.home] : []
  const nowWaiting = new Set([...waiting(after.rules), ...waiting(home)])
  const kind = 'organization-source'
  for (const organizationId of nowWaiting) {
    const key = caseKeyOf(directoryId, organizationId)
    const details = {
      rules: waiting(after.rules).filter((id) => id === organizationId).length,
      home: waiting(home).includes(organizationId),
    }
    tx.write(openCase(tx.siteId, { kind, key, directoryId, organizationId, details, now }))
  }
  for (const organizationId of new Set([...waiting(before.rules), ...waiting(before.homes)])) {
    if (nowWaiting.has(organizationId)) continue
    tx.write(
      closeCase(tx.siteId, { kind, key: caseKeyOf(directoryId, organizationId), outcome: 'settled', now }),
    )
  }
}

const caseKeyOf = (directoryId: number, organizationId: string) => `${keyOf(directoryId)} ${organizationId}`
