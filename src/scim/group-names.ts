import type { Ask } from '../storage/ask.ts'
import { groupNamed, holdGroupName } from '../storage/identity/directory-groups.ts'
import type { ScimCall } from './call.ts'

/**
 * Whether another group of the directory has a name, where the directory wants each name once; nothing is asked elsewhere,
 * and nothing without a name.
 */
export function askAboutName(
  { siteId, directoryId, settings }: ScimCall,
  displayName: string | undefined,
  groupId: string,
): Ask<boolean> {
  if (settings.groupNames !== 'unique' || displayName === undefined) return { queries: [], read: () => false }
  return {
    queries: [
      holdGroupName(siteId, directoryId, displayName),
      groupNamed(siteId, directoryId, displayName, groupId),
    ],
    read: ([, found = []]) => found.length > 0,
  }
}
