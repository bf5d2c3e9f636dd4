/** An entrance of the help centre, and who may see it. */

import { may, type Role } from '../permissions.ts'
import type { Language } from '../site-settings.ts'

/**
 * `anyone`: also who is not signed in. `signed-in`: customers and staff. `named`: whom the portal names, which may be members of
 * the staff besides organizations and directories.
 */
export const portalAudiences = ['anyone', 'signed-in', 'named'] as const
export type PortalAudience = (typeof portalAudiences)[number]

/** What a new request begins with. Whoever asks may decide otherwise. */
export const shareDefaults = ['private', 'organizations'] as const
export type ShareDefault = (typeof shareDefaults)[number]

/** What requests are called by, such as SUP-123. */
export const portalKeyPattern = /^[A-Z][A-Z0-9]{1,9}$/

/** How many portals a site has, and how many kinds of requests a portal, archived ones too. */
export const portalsMax = 100
export const requestTypesMax = 100
/** How many organizations, and how many directories, a portal names. */
export const namedMax = 500
export const descriptionMax = 1_000

/** Who looks at the help centre. */
export type PortalPerson =
  | {
      readonly kind: 'customer'
      readonly organizationIds: readonly string[]
      readonly directoryIds: readonly number[]
    }
  | { readonly kind: 'staff'; readonly role: Role }
  | { readonly kind: 'nobody' }

/** What decides who may see a portal. */
export interface PortalSight {
  readonly audience: PortalAudience
  readonly forMembers: boolean
  readonly organizationIds: readonly string[]
  readonly directoryIds: readonly number[]
  readonly isArchived: boolean
}

/** Whether somebody answers requests, and so sees every portal whomever it is for. */
export const seesEveryPortal = (role: Role) => may(role, 'requests.change')

/**
 * Whether somebody may see a portal, and ask there. Customers here are active ones. The statements in `storage/desk/portals.ts`
 * say the same, and a test holds one to the other.
 */
export function maySeePortal(portal: PortalSight, person: PortalPerson): boolean {
  if (portal.isArchived) return false
  if (portal.audience === 'anyone') return true
  switch (person.kind) {
    case 'nobody':
      return false
    case 'staff':
      return seesEveryPortal(person.role) || portal.audience === 'signed-in' || portal.forMembers
    case 'customer':
      return (
        portal.audience === 'signed-in' ||
        person.organizationIds.some((id) => portal.organizationIds.includes(id)) ||
        person.directoryIds.some((id) => portal.directoryIds.includes(id))
      )
  }
}

/** Whether nobody but agents sees a portal, because whom it named is gone, or nobody was named yet. */
export function isSeenByNobody({
  audience,
  forMembers,
  organizationIds,
  directoryIds,
}: PortalSight): boolean {
  return audience === 'named' && !forMembers && organizationIds.length === 0 && directoryIds.length === 0
}

/** What a new site begins with; migration `0074` gave it to those of before. */
export const firstPortal = {
  en: { key: 'SUP', name: 'Support', requestType: 'Get help', field: 'What can we help you with?' },
  de: { key: 'SUP', name: 'Support', requestType: 'Hilfe anfragen', field: 'Wobei können wir Ihnen helfen?' },
} as const satisfies { readonly [language in Language]: object }
