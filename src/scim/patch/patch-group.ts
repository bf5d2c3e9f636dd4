/** PATCH of a group: its attributes by the common engine, its members as a difference, without ever loading them. */

import type { DialectSettings } from '../../model/identity/dialect-settings.ts'
import type { JsonObject } from '../../model/identity/resource-filter.ts'
import { GROUP } from '../schema/schemas.ts'
import { type MemberChange, MemberDelta } from './member-delta.ts'
import { addMemberChange } from './patch-members.ts'
import type { PatchOperation } from './patch-request.ts'
import { patchResource } from './patch-resource.ts'

export interface GroupPatch {
  /** The new attributes, without members. */
  readonly resource: JsonObject
  readonly changedAttributes: boolean
  /** In order: nothing is said twice, and nothing that a later change undoes. */
  readonly members: MemberChange[]
  /** Names of the deviations that were repaired, and `ignored:…` for each unknown attribute that was dropped. */
  readonly repairs: string[]
}

/**
 * Compiles the operations of a PATCH request (RFC 7644 3.5.2) on a group, in time that does not depend on its members.
 * @param current the stored canonical resource without id, meta and members; it is not changed
 * @param settings the directory's dialect
 * @param id the group's id, which a body may repeat (Okta, P15; authentik, P20)
 * @throws ScimError
 */
export function patchGroup(
  current: JsonObject,
  operations: readonly PatchOperation[],
  settings?: DialectSettings,
  id?: string,
): GroupPatch {
  const delta = new MemberDelta()
  const { resource, changed, repairs } = patchResource(current, operations, GROUP, {
    settings,
    id,
    divert(change, context) {
      if (change.target.isExtension || change.target.attribute.name !== 'members') return false
      addMemberChange(delta, change, context)
      return true
    },
  })
  return { resource, changedAttributes: changed, members: delta.changes(), repairs }
}
