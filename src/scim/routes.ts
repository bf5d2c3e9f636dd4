import type { ProvisioningAct } from '../model/subscription.ts'
import { bulk } from './bulk/bulk.ts'
import { BULK_PAYLOAD_MAX } from './bulk/bulk-request.ts'
import type { ScimAnswer, ScimCall } from './call.ts'
import {
  getResourceType,
  getSchema,
  getServiceProviderConfig,
  listResourceTypes,
  listSchemas,
  refuseMe,
} from './discover.ts'
import { getGroup, listGroups } from './group-reads.ts'
import { createGroup, patchGroupById, removeGroup, replaceGroup } from './groups.ts'
import { listAll, searchAll, searchGroups, searchUsers } from './search.ts'
import { createUser, getUser, listUsers, patchUserById, removeUser, replaceUser } from './users.ts'

type ScimMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ScimRoute {
  readonly method: ScimMethod
  /** Behind the directory's base URL; `:id` is handed to the handler. */
  readonly path: string
  readonly act: ProvisioningAct
  readonly bodyMax: number
  readonly handle: (call: ScimCall, id: string) => Promise<ScimAnswer> | ScimAnswer
}

const small = 1024 * 1024
/** A PUT of a group with 50,000 members is about 5 MB. */
const large = 64 * 1024 * 1024

const get = (path: string, handle: ScimRoute['handle']): ScimRoute => ({
  method: 'GET',
  path,
  act: 'read',
  bodyMax: small,
  handle,
})

/** Searching is reading, whatever the method. */
const search = (path: string, handle: ScimRoute['handle']): ScimRoute => ({
  method: 'POST',
  path,
  act: 'read',
  bodyMax: small,
  handle,
})

/** Every route of a directory's SCIM endpoint. */
export const scimRoutes: readonly ScimRoute[] = [
  get('/ServiceProviderConfig', getServiceProviderConfig),
  get('/ResourceTypes', listResourceTypes),
  get('/ResourceTypes/:id', getResourceType),
  get('/Schemas', listSchemas),
  get('/Schemas/:id', getSchema),

  get('/', listAll),
  search('/.search', searchAll),
  search('/Users/.search', searchUsers),
  search('/Groups/.search', searchGroups),
  ...(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => ({
    method,
    path: '/Me',
    act: 'read' as const,
    bodyMax: small,
    handle: refuseMe,
  })),

  // Reading as far as it goes: whether its operations may write is judged for each of them.
  { method: 'POST', path: '/Bulk', act: 'read', bodyMax: BULK_PAYLOAD_MAX, handle: bulk },

  get('/Users', listUsers),
  get('/Users/:id', getUser),
  { method: 'POST', path: '/Users', act: 'create', bodyMax: small, handle: createUser },
  { method: 'PUT', path: '/Users/:id', act: 'change', bodyMax: small, handle: replaceUser },
  { method: 'PATCH', path: '/Users/:id', act: 'change', bodyMax: small, handle: patchUserById },
  { method: 'DELETE', path: '/Users/:id', act: 'remove', bodyMax: small, handle: removeUser },

  get('/Groups', listGroups),
  get('/Groups/:id', getGroup),
  { method: 'POST', path: '/Groups', act: 'create', bodyMax: large, handle: createGroup },
  { method: 'PUT', path: '/Groups/:id', act: 'change', bodyMax: large, handle: replaceGroup },
  { method: 'PATCH', path: '/Groups/:id', act: 'change', bodyMax: large, handle: patchGroupById },
  { method: 'DELETE', path: '/Groups/:id', act: 'remove', bodyMax: small, handle: removeGroup },
]
