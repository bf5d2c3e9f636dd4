import type { Names } from '../admin/names.ts'
import { keyOf } from '../model/ids.ts'
import type { SourceFacts } from '../storage/identity/memberships.ts'

export function sourceJson({ kind, directoryId, groupId, domain }: SourceFacts, names: Names) {
  return {
    kind,
    directory: directoryId === null ? null : names.directory(directoryId),
    directoryId: directoryId === null ? null : keyOf(directoryId),
    group: groupId === null ? null : names.group(groupId),
    groupId,
    domain,
  }
}

export function sourceText({
  kind,
  directory,
  group,
  groupId,
  domain,
}: ReturnType<typeof sourceJson>): string {
  switch (kind) {
    case 'home':
      return `everybody of ${directory}`
    case 'group':
      return `group ${group ?? groupId} of ${directory}`
    case 'hand':
      return 'by hand'
    case 'domain':
      return `addresses of ${domain}`
    case 'sign-in':
      return `group ${group ?? groupId}, by signing in through ${directory}`
    case 'kept':
      return `kept by the brake, once through group ${group ?? groupId} of ${directory}`
  }
}
