/**
 * Who of the staff may do what: the one table that the API, the pages and the tests read. A member is an employee who
 * only asks for help: known to the site, not billable, without any other permission.
 */

export const roles = ['owner', 'admin', 'agent', 'auditor', 'member'] as const
export type Role = (typeof roles)[number]

const everybodyWithASeat = ['owner', 'admin', 'agent', 'auditor'] as const satisfies readonly Role[]
const administrators = ['owner', 'admin'] as const satisfies readonly Role[]
const whoeverChecks = ['owner', 'admin', 'auditor'] as const satisfies readonly Role[]

const table = {
  /** The site's name and settings. */
  'site.read': everybodyWithASeat,
  'site.change': administrators,
  /** Taking everything of the site along as a file. */
  'site.export': ['owner'],
  /** Deleting and restoring the site. */
  'site.delete': ['owner'],
  /** Plan, and who is billable. */
  'subscription.read': whoeverChecks,
  'subscription.change': ['owner'],
  /** What runs in the background for the site, and having it run again. */
  'work.read': whoeverChecks,
  'work.change': administrators,
  /** What the server does as a whole, such as its backups; only where it has one site (decision 20). */
  'server.read': ['owner'],
  'server.change': ['owner'],
  'directories.read': everybodyWithASeat,
  /** Making and steering directories; their tokens with them. */
  'directories.change': administrators,
  /** What identity providers sent, bodies included. */
  'exchanges.read': whoeverChecks,
  'customers.read': everybodyWithASeat,
  /** Adding and changing customers whom no directory manages, and letting go whom one has left behind. */
  'customers.change': administrators,
  'organizations.read': everybodyWithASeat,
  /** Making and changing organizations by hand, and who belongs to them by the site's own word. */
  'organizations.change': administrators,
  /** Asking oneself, at the help centre: a program asks for whoever made its key. */
  'requests.ask': roles,
  /** Portals, and what can be asked for there. */
  'portals.read': everybodyWithASeat,
  'portals.change': administrators,
  /** What customers ask, and opening a request in somebody's name. */
  'requests.read': everybodyWithASeat,
  'requests.change': ['owner', 'admin', 'agent'],
  /** Who gets in, and why somebody does not. */
  'access.read': everybodyWithASeat,
  'access.change': administrators,
  /** What a person must decide, with its evidence. */
  'cases.read': whoeverChecks,
  'cases.decide': administrators,
  'audit.read': whoeverChecks,
  /** Mails that were sent, kept or refused, with their texts. */
  'mail.read': whoeverChecks,
  /** Trying them again, and sending a test. */
  'mail.change': administrators,
  'staff.read': everybodyWithASeat,
  'staff.change': administrators,
  /** Making somebody an owner, and whatever is done to one. */
  'owners.change': ['owner'],
  /** API keys of one's own. */
  'api-keys.use': everybodyWithASeat,
  /** Seeing and ending those of others. */
  'api-keys.change': administrators,
} as const satisfies { readonly [permission: string]: readonly Role[] }

export type Permission = keyof typeof table

export const permissions = Object.keys(table) as Permission[]

/** What only a person at a browser can use, whatever an API key's scope says: no route takes it from a program. */
const atBrowsersOnly = [
  'site.export',
  'site.delete',
  'staff.change',
  'owners.change',
  'api-keys.use',
  'api-keys.change',
] as const satisfies readonly Permission[]
const beyondPrograms: readonly Permission[] = atBrowsersOnly

/** What can be in the scope of an API key. */
export type ProgramPermission = Exclude<Permission, (typeof atBrowsersOnly)[number]>

export function isForPrograms(permission: Permission): permission is ProgramPermission {
  return !beyondPrograms.includes(permission)
}

export const programPermissions = permissions.filter(isForPrograms)

/** Whether a role has a permission. */
export function may(role: Role, permission: Permission): boolean {
  const holders: readonly Role[] = table[permission]
  return holders.includes(role)
}

/** Everything that a role may do. */
export function permissionsOf(role: Role): Permission[] {
  return permissions.filter((permission) => may(role, permission))
}

/** A seat is paid for; who only asks has none. */
export function isBillable(role: Role): boolean {
  return role !== 'member'
}
