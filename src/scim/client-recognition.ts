/** Which identity provider calls, by what only it sends. A guess for people and for the directory's preset, never for rights. */
import type { Client } from '../model/identity/dialect-settings.ts'
import { foldCase, isObject } from '../model/identity/resource-filter.ts'

/** What a call shows of its sender. */
export interface Traffic {
  readonly userAgent: string | undefined
  /** Path and query. */
  readonly url: string
  /** As it was parsed; undefined when there was none. */
  readonly body: unknown
}

/** @returns undefined for a client that shows nothing of its own; a User-Agent says more than any payload */
export function recogniseClient({ userAgent, url, body }: Traffic): Client | undefined {
  return byUserAgent(userAgent) ?? byUrl(url) ?? byBody(body)
}

/**
 * Okta: `Okta SCIM Client 1.0.0` (O1). Google: `Google-Auto-Provisioning` (scimitar#142). Authentik: `authentik@2026.2.0`
 * (authentik lib/utils/http.py). Of the others it is assumed that they name their product [inf].
 */
const userAgents: readonly (readonly [RegExp, Client])[] = [
  [/\bokta\b/i, 'okta'],
  [/\bgoogle-auto-provisioning\b/i, 'google'],
  [/\bauthentik\b/i, 'authentik'],
  [/\b(?:azure ?ad|azure active directory|entra)\b/i, 'entra'],
  [/\bonelogin\b/i, 'onelogin'],
  [/\bjumpcloud\b/i, 'jumpcloud'],
  [/\bping ?(?:one|federate|identity)\b/i, 'ping'],
  [/\bkeycloak\b/i, 'keycloak'],
  [/\b(?:cyberark|idaptive|centrify)\b/i, 'cyberark'],
]

function byUserAgent(userAgent = ''): Client | undefined {
  const text = userAgent.slice(0, 200)
  return userAgents.find(([pattern]) => pattern.test(text))?.[1]
}

/** Entra's flag is part of the address that its administrator enters: `…/scim/v2/abc?aadOptscim062020` (Entra 3, E2). */
function byUrl(url: string): Client | undefined {
  return /[?&]aadoptscim062020\b/i.test(url) ? 'entra' : undefined
}

const marks: readonly (readonly [(body: { [key: string]: unknown }) => boolean, Client])[] = [
  [hasOperatorInCapitals, 'entra'],
  [hasMicrosoftUrn, 'entra'],
  [hasAzureRole, 'entra'],
  [hasPasswordAndNoGroups, 'okta'],
  [hasBothCoreSchemas, 'google'],
  [hasOldCoreSchemaOnly, 'onelogin'],
]

function byBody(body: unknown): Client | undefined {
  if (!isObject(body)) return undefined
  return marks.find(([isMark]) => isMark(body))?.[1]
}

/** Entra without its flag: `{"op":"Add","path":"nickName","value":"Babs"}` (P2, E2). The first operation is like the others. */
function hasOperatorInCapitals({ Operations }: { [key: string]: unknown }): boolean {
  const first: unknown = Array.isArray(Operations) ? Operations[0] : undefined
  return isObject(first) && (first.op === 'Add' || first.op === 'Replace' || first.op === 'Remove')
}

/** `http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group` (P10), the misspelt `…:enterprise:2.0User` (P9). */
function hasMicrosoftUrn({ schemas }: { [key: string]: unknown }): boolean {
  return urnsOf(schemas).some(
    (urn) =>
      urn.startsWith('http://schemas.microsoft.com/2006/11/resourcemanagement/adscim/') ||
      urn === 'urn:ietf:params:scim:schemas:extension:enterprise:2.0user',
  )
}

/** `"roles":[{"type":"WindowsAzureActiveDirectoryRole","value":"Admin"}]` (P8, E3). */
function hasAzureRole({ roles }: { [key: string]: unknown }): boolean {
  const first: unknown = Array.isArray(roles) ? roles[0] : undefined
  return isObject(first) && first.type === 'WindowsAzureActiveDirectoryRole'
}

/** Okta's POST has both, also when passwords are not synchronised: `"groups":[],"password":"1mz050nq"` (P12, O1). */
function hasPasswordAndNoGroups({ password, groups }: { [key: string]: unknown }): boolean {
  return typeof password === 'string' && Array.isArray(groups) && groups.length === 0
}

const oldCore = 'urn:scim:schemas:core:1.0'

/** `"schemas":["urn:scim:schemas:core:1.0","urn:ietf:params:scim:schemas:core:2.0:User"]` (P19, snipe-it#12642). */
function hasBothCoreSchemas({ schemas }: { [key: string]: unknown }): boolean {
  const urns = urnsOf(schemas)
  return urns.includes(oldCore) && urns.includes('urn:ietf:params:scim:schemas:core:2.0:user')
}

/** OneLogin's template: `"schemas":["urn:scim:schemas:core:1.0"]` (P18, scim.dev). */
function hasOldCoreSchemaOnly({ schemas }: { [key: string]: unknown }): boolean {
  const urns = urnsOf(schemas)
  return urns.length === 1 && urns[0] === oldCore
}

function urnsOf(schemas: unknown): string[] {
  if (!Array.isArray(schemas)) return []
  return schemas.slice(0, 10).flatMap((urn) => (typeof urn === 'string' ? [foldCase(urn)] : []))
}
