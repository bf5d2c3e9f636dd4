import type { AuditEvent } from './audit.ts'
import type { Permission } from './permissions.ts'

/** The kinds of things whose changes are told while they happen, and what one must be allowed to hear of each. */
const table = {
  directories: 'directories.read',
  groups: 'directories.read',
  exchanges: 'exchanges.read',
  customers: 'customers.read',
  organizations: 'organizations.read',
  cases: 'cases.read',
  requests: 'requests.read',
  portals: 'portals.read',
  /** Who has a request open. */
  viewers: 'requests.read',
  staff: 'staff.read',
  audit: 'audit.read',
  mails: 'mail.read',
  site: 'site.read',
  subscription: 'subscription.read',
  work: 'work.read',
} as const satisfies { readonly [kind: string]: Permission }

export type ChangeKind = keyof typeof table
export const changeKinds = Object.keys(table) as [ChangeKind, ...ChangeKind[]]

/** That something of these kinds has changed at a site: in these directories, or anywhere. Never what, and never who. */
export interface Notice {
  readonly siteId: number
  readonly kinds: readonly ChangeKind[]
  /** Null: anywhere at the site, or in no directory at all. */
  readonly directoryIds: readonly number[] | null
}

/** What whoever has these permissions may hear of. */
export function kindsFor(permissions: readonly Permission[]): ChangeKind[] {
  return changeKinds.filter((kind) => permissions.includes(table[kind]))
}

const kindsOfSubject: { readonly [kind in AuditEvent['subjectKind']]: readonly ChangeKind[] } = {
  site: ['site', 'subscription'],
  directory: ['directories'],
  token: ['directories'],
  user: ['directories', 'customers', 'organizations'],
  group: ['directories', 'groups', 'organizations'],
  customer: ['customers'],
  organization: ['organizations'],
  case: ['cases', 'customers', 'organizations'],
  request: ['requests', 'customers'],
  'detail-field': ['site', 'customers'],
  staff: ['staff'],
  'api-key': [],
  task: ['work'],
  mail: ['mails'],
  mailbox: ['mails'],
  'access-policy': ['site'],
  import: ['customers', 'organizations'],
  invitation: ['customers'],
  portal: ['portals'],
  'request-type': ['portals'],
  sender: ['requests'],
}

/** What an audited event has changed; a refusal and a download changed nothing but the audit. */
export function kindsOfEvent({
  action,
  subjectKind,
}: Pick<AuditEvent, 'action' | 'subjectKind'>): ChangeKind[] {
  return action.endsWith('-refused') || action === 'export.made'
    ? ['audit']
    : [...kindsOfSubject[subjectKind], 'audit']
}

/** What a directory's calls have changed. */
export function kindsOfExchanges(hasEffect: boolean): ChangeKind[] {
  return hasEffect
    ? ['exchanges', 'directories', 'groups', 'customers', 'organizations', 'cases', 'staff', 'audit']
    : ['exchanges', 'directories']
}
