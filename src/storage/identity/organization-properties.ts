import type { Query, Write } from '../statement.ts'

/** The keys of what programs keep with an organization, in their order. */
export function propertyKeys(siteId: number, organizationId: string): Query {
  return {
    name: 'property-keys',
    text: `select property_key as key from organization_properties where site_id = $1 and organization_id = $2
      order by property_key`,
    values: [siteId, organizationId],
  }
}

/** One of it: JSON text. */
export function propertyByKey(siteId: number, organizationId: string, key: string): Query {
  return {
    name: 'property-by-key',
    text: `select value from organization_properties
      where site_id = $1 and organization_id = $2 and property_key = $3`,
    values: [siteId, organizationId, key],
  }
}

export function setProperty(siteId: number, organizationId: string, key: string, value: string): Write {
  return {
    name: 'set-property',
    table: 'organization_properties',
    text: `insert into organization_properties (site_id, organization_id, property_key, value) values ($1, $2, $3, $4)
      on conflict (site_id, organization_id, property_key) do update set value = excluded.value`,
    values: [siteId, organizationId, key, value],
  }
}

export function dropProperty(siteId: number, organizationId: string, key: string): Query {
  return {
    name: 'drop-property',
    text: `delete from organization_properties
      where site_id = $1 and organization_id = $2 and property_key = $3 returning property_key as key`,
    values: [siteId, organizationId, key],
  }
}
