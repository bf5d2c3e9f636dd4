import { groupNamed, holdGroupName } from '../storage/identity/directory-groups.ts'
import type { Query } from '../storage/statement.ts'
import type { ScimCall } from './call.ts'
import { uniqueness } from './errors.ts'

/** What tells whether a group's name is free, where the directory wants each name once; nothing elsewhere. */
export function namesakes(
  { siteId, directoryId, settings }: ScimCall,
  displayName: string,
  groupId: string,
): Query[] {
  if (settings.groupNames !== 'unique') return []
  return [
    holdGroupName(siteId, directoryId, displayName),
    groupNamed(siteId, directoryId, displayName, groupId),
  ]
}

/**
 * @param answers to `namesakes`
 * @throws ScimError 409 uniqueness
 */
export function refuseNamesake([, found = []]: readonly unknown[][]): void {
  if (found.length > 0) throw uniqueness('displayName: another group of this directory has this name.')
}
