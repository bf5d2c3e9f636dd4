/** Names of attributes and schemas that are written otherwise than RFC 7643 and RFC 7644 3.10 say. */
import { foldCase } from '../../model/identity/resource-filter.ts'
import { type AttributePath, attributeIn } from '../filter/attribute-path.ts'
import { type ResourceType, schemaOf } from '../schema/schemas.ts'

/**
 * Entra's documentation names an attribute of an extension without its URN: `"path":"manager"` in a PATCH,
 * `"department":null` in a POST, `manager eq X` in a filter (P7, P9, E1). The core wins.
 */
export function bareExtensionAttribute(name: string, type: ResourceType): AttributePath | undefined {
  for (const schema of type.extensions) {
    const found = attributeIn(schema, true, name)
    if (found) return found
  }
  return undefined
}

/**
 * Microsoft's inbound collection puts a dot behind a URN: `"path":"urn:…:2.0:User.manager"` (Entra 19), where RFC 7644 3.10
 * has a colon.
 * @param rest what follows the URN
 */
export function dotAfterUrn(rest: string): boolean {
  return rest.startsWith('.')
}

/**
 * Entra with its flag sends paths for keys: `{"op":"replace","value":{"name.givenName":"Kkom",
 * "urn:…:User:employeeNumber":"Aklq"}}` (P3, E2).
 * @param path what the key is found to name
 */
export function pathAsKey(key: string, { attribute, sub }: AttributePath): boolean {
  return sub !== undefined || key.includes('[') || (attribute !== undefined && /^urn:/i.test(key))
}

/**
 * Microsoft's Postman collection asks for `attributes=emails[type eq "work"]`, where RFC 7644 3.10 knows names only. The whole
 * attribute is answered: who wants some elements gets them among others.
 */
export function withoutValueFilters(names: string): string {
  if (!names.includes('[')) return names
  let rest = ''
  let place: 'name' | 'filter' | 'quoted' = 'name'
  for (let at = 0; at < names.length; at++) {
    const letter = names[at]
    if (place === 'name' && letter === '[') place = 'filter'
    else if (place === 'name') rest += letter
    else if (place === 'filter' && letter === ']') place = 'name'
    else if (letter === '"') place = place === 'quoted' ? 'filter' : 'quoted'
    else if (place === 'quoted' && letter === '\\') at++
  }
  return place === 'name' ? rest : names
}

/**
 * URNs that alone stand for the core schema of the endpoint: Google and OneLogin send SCIM 1's `urn:scim:schemas:core:1.0`
 * (P18, P19), Entra's older group provisioning sends Microsoft's (P10). They are never echoed.
 */
export function legacyCoreSchema(urn: string, type: ResourceType): boolean {
  return legacyCore[type.name].has(foldCase(urn))
}

const legacyCore: Record<ResourceType['name'], ReadonlySet<string>> = {
  User: new Set(['urn:scim:schemas:core:1.0']),
  Group: new Set([
    'urn:scim:schemas:core:1.0',
    foldCase('http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'),
  ]),
}

/** A URN that this endpoint does not know, such as Entra's misspelt `…:extension:enterprise:2.0User` (P9, E1): dropped. */
export function foreignSchema(urn: string, type: ResourceType): boolean {
  return schemaOf(type, urn) === undefined
}
