/** PATCH of a user. */

import type { DialectSettings } from '../../model/identity/dialect-settings.ts'
import type { JsonObject } from '../../model/identity/resource-filter.ts'
import { type ResourceType, USER } from '../schema/schemas.ts'
import type { PatchOperation } from './patch-request.ts'
import { applyPatch, compilePatch, type ResourcePatch } from './patch-resource.ts'

/**
 * Applies the operations of a PATCH request to a user (RFC 7644 3.5.2), all or none.
 * @param current the stored canonical resource, without id, meta and groups; it is not changed
 * @param settings the directory's dialect
 * @param id the user's id, which a body may repeat (Okta, P15)
 * @param type with the site's customer detail fields, where it has some
 * @throws ScimError
 */
export function patchUser(
  current: JsonObject,
  operations: readonly PatchOperation[],
  settings?: DialectSettings,
  id?: string,
  type: ResourceType = USER,
): ResourcePatch {
  return applyPatch(current, compilePatch(operations, type, { settings, id }))
}
