/**
 * Discovery (RFC 7644 4, RFC 7643 5 to 7): what this server is, as documents made from the schema data.
 * No null occurs in them (Entra 17).
 */
import { foldCase, type Json, type JsonObject } from '../../model/identity/resource-filter.ts'
import type { Attribute, ResourceType, Schema } from './schemas.ts'

/** What a deployment offers; the handlers that enforce these figures announce them. */
export interface ProviderFeatures {
  /** The directory's SCIM base URL, without a slash at its end. */
  readonly baseUrl: string
  readonly documentationUri?: string
  readonly patch: boolean
  /** Authentik sends as many member changes at once as `maxOperations` says. `maxPayloadSize` is in bytes. */
  readonly bulk: {
    readonly supported: boolean
    readonly maxOperations: number
    readonly maxPayloadSize: number
  }
  readonly filter: { readonly supported: boolean; readonly maxResults: number }
  readonly sort: boolean
  readonly etag: boolean
  /** RFC 9865 4; `cursorTimeout` is in seconds. Absent when nothing is announced. */
  readonly pagination?: {
    readonly cursor: boolean
    readonly index: boolean
    readonly defaultPaginationMethod: 'cursor' | 'index'
    readonly defaultPageSize: number
    readonly maxPageSize: number
    readonly cursorTimeout: number
  }
}

const messages = 'urn:ietf:params:scim:api:messages:2.0'
const core = 'urn:ietf:params:scim:schemas:core:2.0'

/** `GET /Schemas`: every schema of the types once, the core ones first within each. */
export function schemasDocument(types: readonly ResourceType[], baseUrl: string): JsonObject {
  return listOf(schemasIn(types).map((schema) => renderSchema(schema, baseUrl)))
}

/** `GET /Schemas/{urn}`, in any case; undefined when there is none. */
export function schemaDocument(
  types: readonly ResourceType[],
  urn: string,
  baseUrl: string,
): JsonObject | undefined {
  const found = schemasIn(types).find(({ id }) => foldCase(id) === foldCase(urn))
  return found && renderSchema(found, baseUrl)
}

/** `GET /ResourceTypes`. */
export function resourceTypes(types: readonly ResourceType[], baseUrl: string): JsonObject {
  return listOf(types.map((type) => renderResourceType(type, baseUrl)))
}

/** `GET /ResourceTypes/{name}`; undefined when there is none. */
export function resourceType(
  types: readonly ResourceType[],
  name: string,
  baseUrl: string,
): JsonObject | undefined {
  const found = types.find((type) => foldCase(type.name) === foldCase(name))
  return found && renderResourceType(found, baseUrl)
}

/** `GET /ServiceProviderConfig` (RFC 7643 5). Passwords are never changed, because none are kept. */
export function serviceProviderConfig(features: ProviderFeatures): JsonObject {
  const { bulk, filter, pagination, documentationUri } = features
  return {
    schemas: [`${core}:ServiceProviderConfig`],
    ...(documentationUri !== undefined && { documentationUri }),
    patch: { supported: features.patch },
    bulk: { ...bulk },
    filter: { ...filter },
    changePassword: { supported: false },
    sort: { supported: features.sort },
    etag: { supported: features.etag },
    ...(pagination && { pagination: { ...pagination } }),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token of the directory in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${features.baseUrl}/ServiceProviderConfig`,
    },
  }
}

/** Discovery answers with a ListResponse and always in full (RFC 7644 4). */
function listOf(resources: JsonObject[]): JsonObject {
  return {
    schemas: [`${messages}:ListResponse`],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  }
}

function schemasIn(types: readonly ResourceType[]): Schema[] {
  return [...new Set(types.flatMap((type) => [type.schema, ...type.extensions]))]
}

function renderSchema(schema: Schema, baseUrl: string): JsonObject {
  return {
    schemas: [`${core}:Schema`],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(renderAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  }
}

function renderAttribute(attribute: Attribute): Json {
  const { subAttributes, canonicalValues, referenceTypes, ...characteristics } = attribute
  return {
    ...characteristics,
    ...(canonicalValues && { canonicalValues: [...canonicalValues] }),
    ...(referenceTypes && { referenceTypes: [...referenceTypes] }),
    ...(subAttributes && { subAttributes: subAttributes.map(renderAttribute) }),
  }
}

function renderResourceType(type: ResourceType, baseUrl: string): JsonObject {
  return {
    schemas: [`${core}:ResourceType`],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    // A resource may always do without an extension.
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  }
}
