import type { JsonObject } from '../model/identity/resource-filter.ts'
import { BULK_OPERATIONS_MAX, BULK_PAYLOAD_MAX } from './bulk/bulk-request.ts'
import { nothingChanged, type ScimAnswer, type ScimCall } from './call.ts'
import { notFound, ScimError } from './errors.ts'
import { pageDefault, pageMax } from './list-request.ts'
import {
  resourceType,
  resourceTypes,
  schemaDocument,
  schemasDocument,
  serviceProviderConfig,
} from './schema/discovery.ts'
import { GROUP } from './schema/schemas.ts'

const typesOf = (call: ScimCall) => [call.userType, GROUP]
/** Cursors never expire; so long they are promised at least. In seconds. */
const dayS = 86_400

const answer = (document: JsonObject): ScimAnswer => ({
  status: 200,
  body: JSON.stringify(document),
  effect: nothingChanged,
})

/** Discovery has nothing to filter, and says so rather than answer something else (RFC 7644 4). */
function refuseFilter(call: ScimCall): void {
  if (call.query.has('filter')) throw new ScimError(403, 'filter: discovery documents cannot be filtered.')
}

export function getServiceProviderConfig(call: ScimCall): ScimAnswer {
  refuseFilter(call)
  return answer(
    serviceProviderConfig({
      baseUrl: call.baseUrl,
      patch: true,
      bulk: { supported: true, maxOperations: BULK_OPERATIONS_MAX, maxPayloadSize: BULK_PAYLOAD_MAX },
      filter: { supported: true, maxResults: pageMax },
      sort: true,
      etag: true,
      pagination: {
        cursor: true,
        index: true,
        // Entra and Okta page by index and do not ask.
        defaultPaginationMethod: 'index',
        defaultPageSize: pageDefault,
        maxPageSize: pageMax,
        cursorTimeout: dayS,
      },
    }),
  )
}

export function listResourceTypes(call: ScimCall): ScimAnswer {
  refuseFilter(call)
  return answer(resourceTypes(typesOf(call), call.baseUrl))
}

export function getResourceType(call: ScimCall, name: string): ScimAnswer {
  refuseFilter(call)
  const document = resourceType(typesOf(call), name, call.baseUrl)
  if (!document) throw notFound('There is no resource type with this name. /ResourceTypes lists them.')
  return answer(document)
}

export function listSchemas(call: ScimCall): ScimAnswer {
  refuseFilter(call)
  return answer(schemasDocument(typesOf(call), call.baseUrl))
}

export function getSchema(call: ScimCall, urn: string): ScimAnswer {
  refuseFilter(call)
  const document = schemaDocument(typesOf(call), urn, call.baseUrl)
  if (!document) throw notFound('There is no schema with this URN. /Schemas lists them.')
  return answer(document)
}

/** A token speaks for a directory, not for a person (RFC 7644 3.11 allows 501). */
export function refuseMe(): never {
  throw new ScimError(501, 'There is no /Me here: the token is that of a directory, not of a person.')
}
