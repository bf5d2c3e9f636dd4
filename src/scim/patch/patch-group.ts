/** PATCH of a group: its attributes by the common engine, its members as a difference, without ever loading them. */

import type { DialectSettings } from '../../model/identity/dialect-settings.ts'
import type { JsonObject } from '../../model/identity/resource-filter.ts'
import { GROUP } from '../schema/schemas.ts'
import { type MemberChange, MemberDelta } from './member-delta.ts'
import { addMemberChange } from './patch-members.ts'
import type { PatchOperation } from './patch-request.ts'
import { applyPatch, compilePatch, type ResourcePatch } from './patch-resource.ts'

export interface GroupPatch {
  /** In order: nothing is said twice, and nothing that a later change undoes. */
  readonly members: readonly MemberChange[]
  /** The name that the request gives, as far as it can be told without the group. */
  readonly displayName: string | undefined
  /**
   * @param current the stored canonical resource without id, meta and members; it is not changed
   * @throws ScimError
   */
  readonly applyTo: (current: JsonObject) => ResourcePatch
}

/**
 * Compiles the operations of a PATCH request (RFC 7644 3.5.2) on a group, in time that does not depend on its members. What
 * becomes of those the request says alone, so they can be looked up together with the group.
 * @param settings the directory's dialect
 * @param id the group's id, which a body may repeat (Okta, P15; authentik, P20)
 * @throws ScimError
 */
export function compileGroupPatch(
  operations: readonly PatchOperation[],
  settings?: DialectSettings,
  id?: string,
): GroupPatch {
  const delta = new MemberDelta()
  let displayName: string | undefined
  const compiled = compilePatch(operations, GROUP, {
    settings,
    id,
    divert(change, context) {
      const { isExtension, attribute } = change.target
      if (isExtension) return false
      if (attribute.name === 'displayName') {
        displayName = typeof change.value === 'string' ? change.value : undefined
      }
      if (attribute.name !== 'members') return false
      addMemberChange(delta, change, context)
      return true
    },
  })
  return { members: delta.changes(), displayName, applyTo: (current) => applyPatch(current, compiled) }
}
