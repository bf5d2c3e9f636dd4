import type { Names, Source } from '../admin/names.ts'
import { keyOf } from '../model/ids.ts'

export function sourceJson({ kind, directoryId, groupId }: Source, names: Names) {
  return {
    kind,
    directory: names.directory(directoryId),
    directoryId: keyOf(directoryId),
    group: groupId === null ? null : names.group(groupId),
    groupId,
  }
}

export function sourceText({ kind, directory, group, groupId }: ReturnType<typeof sourceJson>): string {
  return kind === 'home' ? `everybody of ${directory}` : `group ${group ?? groupId} of ${directory}`
}
