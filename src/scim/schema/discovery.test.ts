import { describe, expect, test } from 'vitest'
import { SITE_SCHEMA, SITE_USER } from '../../../test/fixtures/scim-site-schema.ts'
import {
  type ProviderFeatures,
  resourceType,
  resourceTypes,
  schemaDocument,
  schemasDocument,
  serviceProviderConfig,
} from './discovery.ts'
import { GROUP, USER } from './schemas.ts'

const baseUrl = 'https://help.example/scim/v2/abc'
const features: ProviderFeatures = {
  baseUrl,
  patch: true,
  bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
  filter: { supported: true, maxResults: 200 },
  sort: true,
  etag: true,
}
const pagination = {
  cursor: true,
  index: true,
  defaultPaginationMethod: 'index',
  defaultPageSize: 100,
  maxPageSize: 1000,
  cursorTimeout: 3600,
} as const

const documents = {
  schemas: schemasDocument([SITE_USER, GROUP], baseUrl),
  resourceTypes: resourceTypes([SITE_USER, GROUP], baseUrl),
  config: serviceProviderConfig({ ...features, pagination }),
}

describe('/Schemas', () => {
  test('is a ListResponse of the schemas that are served, a site’s own among them', () => {
    expect(documents.schemas).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 4,
      itemsPerPage: 4,
      startIndex: 1,
      Resources: [
        { id: USER.schema.id },
        { id: USER.extensions[0]?.id },
        { id: SITE_SCHEMA.id },
        { id: GROUP.schema.id },
      ],
    })
  })

  test('an item says where it is, and every characteristic of an attribute', () => {
    expect(schemaDocument([USER, GROUP], GROUP.schema.id.toUpperCase(), baseUrl)).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
      id: GROUP.schema.id,
      meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${GROUP.schema.id}` },
      attributes: [
        {
          name: 'displayName',
          type: 'string',
          multiValued: false,
          required: true,
          caseExact: false,
          mutability: 'readWrite',
          returned: 'default',
          uniqueness: 'none',
        },
        {
          name: 'members',
          type: 'complex',
          subAttributes: [{ name: 'value', mutability: 'immutable' }, {}, {}, {}],
        },
      ],
    })
  })

  test('common attributes are in no schema (RFC 7643 3.1)', () => {
    for (const name of ['id', 'externalId', 'schemas']) {
      expect(JSON.stringify(documents.schemas)).not.toContain(`"name":"${name}"`)
    }
  })

  test('an unknown schema is undefined', () => {
    expect(schemaDocument([USER, GROUP], SITE_SCHEMA.id, baseUrl)).toBeUndefined()
  })
})

describe('/ResourceTypes', () => {
  test('lists types with their extensions', () => {
    expect(documents.resourceTypes).toMatchObject({
      totalResults: 2,
      Resources: [
        {
          id: 'User',
          endpoint: '/Users',
          schema: USER.schema.id,
          schemaExtensions: [
            { schema: USER.extensions[0]?.id, required: false },
            { schema: SITE_SCHEMA.id, required: false },
          ],
          meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/User` },
        },
        { id: 'Group', endpoint: '/Groups', schemaExtensions: [] },
      ],
    })
  })

  test('single items are found by name', () => {
    expect(resourceType([USER, GROUP], 'Group', baseUrl)).toMatchObject({ name: 'Group' })
    expect(resourceType([USER, GROUP], 'Device', baseUrl)).toBeUndefined()
  })
})

describe('/ServiceProviderConfig', () => {
  test('announces what it is given', () => {
    expect(documents.config).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination,
      authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
      meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
    })
  })

  test('announces no paging it was not given (RFC 9865)', () => {
    expect(serviceProviderConfig(features)).not.toHaveProperty('pagination')
  })
})

test.each(Object.entries(documents))('%s contains no null (Entra 17)', (_name, document) => {
  expect(JSON.stringify(document)).not.toContain('null')
})
