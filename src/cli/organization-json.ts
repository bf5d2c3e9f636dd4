import { keyOf } from '../model/ids.ts'
import type { OrganizationSide } from '../people/cases/evidence.ts'
import type { OrganizationRow } from '../storage/identity/organizations.ts'
import { sourceText } from './sources.ts'
import { details } from './table.ts'

export function organizationJson(row: OrganizationRow) {
  const { id, name, createdAt, createdByDirectoryId, showsEarlier, sources } = row
  return {
    id,
    name,
    createdAt,
    byHand: createdByDirectoryId === null,
    showsEarlier,
    sources: sources.map(({ kind, directory, directoryId, group, groupId, domain, since }) => ({
      kind,
      directory,
      directoryId: directoryId === null ? null : keyOf(directoryId),
      group,
      groupId,
      domain,
      since: new Date(since),
    })),
  }
}

/** One side of a case about two organizations. */
export const organizationSideJson = (side: OrganizationSide | undefined) =>
  side ? { ...organizationJson(side.organization), requests: side.requests } : null

export function organizationSideText({ organization, requests }: OrganizationSide): string {
  const { id, name, byHand, showsEarlier, sources } = organizationJson(organization)
  return details(name, [
    ['comes from', sources.length === 0 ? 'nothing' : sources.map(sourceText)],
    ['made by hand', byHand ? 'yes' : 'no'],
    ['shows earlier requests', showsEarlier ? 'yes' : 'no'],
    ['requests', String(requests)],
    ['id', id],
  ])
}
