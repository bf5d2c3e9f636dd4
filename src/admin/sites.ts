import { attachmentDefaults } from '../model/desk/attachment.ts'
import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import { idFromRandom, keyOf } from '../model/ids.ts'
import { requireName } from '../model/required-name.ts'
import { exchangeDaysDefault, retentionMonths } from '../model/retention.ts'
import { slugPattern } from '../model/site.ts'
import { type Branding, brandingDefault, portalDefaults } from '../model/site-settings.ts'
import { type Plan, plans, subscriptionStatuses } from '../model/subscription.ts'
import { changeSubscription } from '../people/directory-state.ts'
import { addFirstPortal } from '../requests/first-portal.ts'
import { endKeysBy, endKeysOfCustomers } from '../storage/access/asker-keys.ts'
import { endSessionsBy } from '../storage/access/customer-sessions.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import { type Database, type Transaction, violatedConstraint } from '../storage/database.ts'
import { type Directory, directoryById } from '../storage/identity/directories.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import {
  insertSite,
  listSites,
  type Site,
  siteBySlug,
  siteForUpdate,
  updateSettings,
} from '../storage/sites.ts'
import { randomBits } from './random.ts'
import { readStaffDomains, reserve } from './staff-domains.ts'

function requirePlan(plan: string): Plan {
  const found = plans.find((known) => known === plan)
  if (!found) throw invalid('plan', `must be one of ${plans.join(', ')}.`)
  return found
}

/** Makes a site. Its slug is its host name's first label and its name on the command line. */
export async function createSite(
  database: Database,
  wanted: { readonly slug: string; readonly name: string; readonly plan: string },
  context: AuditContext,
): Promise<Site> {
  const slug = wanted.slug.toLowerCase()
  if (!slugPattern.test(slug)) {
    throw invalid(
      'slug',
      'must be 1 to 63 letters, digits and hyphens, beginning and ending with a letter or digit.',
    )
  }
  const site = {
    id: idFromRandom(randomBits()),
    slug,
    name: requireName('name', wanted.name),
    plan: requirePlan(wanted.plan),
    exchangeDays: exchangeDaysDefault,
    signInMonths: retentionMonths.signInMonths.default,
    leaverMonths: retentionMonths.leaverMonths.default,
    staffDomains: [],
    addressNotices: true,
    ...portalDefaults,
    ...attachmentDefaults,
  }
  try {
    await database.inSite(site.id, async (tx) => {
      tx.write(insertSite({ ...site, now: context.now }))
      addFirstPortal(tx, brandingDefault.language, context.now)
      audit(tx, context, {
        action: 'site.created',
        subjectKind: 'site',
        subject: keyOf(site.id),
        details: { slug, name: site.name, plan: site.plan },
      })
    })
  } catch (error) {
    if (violatedConstraint(error) === 'sites_slug_key')
      throw conflict(`slug: there is a site ${slug} already.`, 'slug')
    throw error
  }
  const state = { status: 'active', createdAt: context.now, deletionDue: null, removing: false } as const
  return { ...brandingDefault, ...site, ...state, seatsMax: null, hosts: [] }
}

export async function findSite(database: Database, slug: string): Promise<Site> {
  const [site] = await database.readSites<Site>(siteBySlug(slug))
  if (!site) throw notFound(`The site ${slug}`, 'site')
  return site
}

/** The site that is meant when none is named: the only one. */
export async function theOnlySite(database: Database): Promise<Site> {
  const sites = await database.readSites<Site>(listSites())
  const [site, ...others] = sites
  if (!site) {
    throw new DoorwardError(
      'not-found',
      'There is no site yet. Make one: site create --slug acme --name "Acme Support"',
      'site',
    )
  }
  if (others.length > 0) throw invalid('site', severalOf(sites.map(({ slug }) => slug)))
  return site
}

/** Why one of these must be named. */
export function severalOf(names: readonly string[]): string {
  const some = [...names.slice(0, 5), ...(names.length > 5 ? ['…'] : [])]
  return `is needed, because there are several (${some.join(', ')}).`
}

/**
 * Changes the plan or its status; a renewal grants what arrived during the lapse.
 * @param maxMs how long the caller waits for that, for each directory; what is left goes on in the background
 */
export async function setPlan(
  database: Database,
  site: Site,
  wanted: {
    readonly plan?: string | undefined
    readonly status?: string | undefined
    readonly seatsMax?: number | null | undefined
  },
  context: AuditContext,
  unchanged: Precondition<Site> = whateverItIs,
  maxMs?: number,
): Promise<Site> {
  const plan = wanted.plan === undefined ? undefined : requirePlan(wanted.plan)
  const status = subscriptionStatuses.find((known) => known === wanted.status)
  if (wanted.status !== undefined && status === undefined) {
    throw invalid('status', `must be ${subscriptionStatuses.join(' or ')}.`)
  }
  const { seatsMax } = wanted
  return changeSubscription(database, site.id, { plan, status, seatsMax }, context, unchanged, maxMs)
}

/** What may change of a site; what is not given stays. */
type Look = Omit<Branding, 'name' | 'logoHash'>

export type SiteChange = { readonly [Name in keyof Look]?: Look[Name] | undefined } & {
  readonly name?: string | undefined
  /** Exchanges that are older go with the next night's housekeeping. */
  readonly exchangeDays?: number | undefined
  /** 0: for ever. */
  readonly signInMonths?: number | undefined
  readonly leaverMonths?: number | undefined
  /** Domains in which no customer has an address. */
  readonly staffDomains?: readonly string[] | undefined
  /** Whether people hear at both addresses that theirs was changed. */
  readonly addressNotices?: boolean | undefined
  readonly customerIdleHours?: number | undefined
  readonly customerSessionDays?: number | undefined
  readonly companyChooser?: boolean | undefined
  readonly customerPasswords?: boolean | undefined
  readonly customerPasskeys?: boolean | undefined
  readonly customerApiKeys?: boolean | undefined
  /** A directory of customers; null: none. */
  readonly defaultDirectoryId?: number | null | undefined
  /** How large a file of a request may be, in MB. */
  readonly attachmentMbMax?: number | undefined
  /** How much all files may have together, in GiB; 0: as much as the disk holds. */
  readonly attachmentGbMax?: number | undefined
  /** Endings of files that nobody may attach; null: Doorward's own list. */
  readonly blockedEndings?: readonly string[] | null | undefined
}

/** Whose people come by the default door are customers. */
async function requireDoor(tx: Transaction, directoryId: number | null): Promise<void> {
  if (directoryId === null) return
  const [found] = await tx.read<Directory>(directoryById(tx.siteId, directoryId))
  if (!found) throw invalid('defaultDirectory', 'must be a directory of this site.')
  if (found.audience === 'staff') {
    throw invalid(
      'defaultDirectory',
      'must be a directory of customers: staff sign in at a page of their own.',
    )
  }
}

const changeable = [
  'name',
  'exchangeDays',
  'signInMonths',
  'leaverMonths',
  'accent',
  'languages',
  'language',
  'timeZone',
  'staffDomains',
  'addressNotices',
  'customerIdleHours',
  'customerSessionDays',
  'companyChooser',
  'customerPasswords',
  'customerPasskeys',
  'customerApiKeys',
  'defaultDirectoryId',
  'attachmentMbMax',
  'attachmentGbMax',
  'blockedEndings',
] as const
/** Which setting lets customers have which way in of their own. */
const ownWays = [
  ['customerPasswords', 'password'],
  ['customerPasskeys', 'passkey'],
] as const
/** Lists are read by people. */
const jsonOf = (value: Site[(typeof changeable)[number]]) =>
  typeof value === 'object' && value !== null ? value.join(', ') : value

export async function changeSite(
  database: Database,
  site: Site,
  wanted: SiteChange,
  context: AuditContext,
  unchanged: Precondition<Site> = whateverItIs,
): Promise<Site> {
  const name = wanted.name === undefined ? undefined : requireName('name', wanted.name)
  const staffDomains = wanted.staffDomains && readStaffDomains(wanted.staffDomains)
  return database.inSite(site.id, async (tx) => {
    const [before] = await tx.read<Site>(siteForUpdate(site.id))
    if (!before) throw notFound(`The site ${site.slug}`, 'site')
    await unchanged(tx, before)
    const given = Object.entries({ ...wanted, name, staffDomains }).filter(([, value]) => value !== undefined)
    const after: Site = { ...before, ...Object.fromEntries(given) }
    if (!after.languages.includes(after.language)) {
      throw invalid('language', `must be one of those that are offered: ${after.languages.join(', ')}.`)
    }
    const changed = changeable.filter((field) => String(after[field]) !== String(before[field]))
    if (changed.length === 0) return before
    if (changed.includes('defaultDirectoryId')) await requireDoor(tx, after.defaultDirectoryId)
    if (changed.includes('staffDomains')) await reserve(tx, before, after, context.now)
    tx.write(updateSettings(site.id, after))
    // What opens nothing any more keeps nothing open either.
    for (const [way, method] of ownWays) {
      if (!before[way] || after[way]) continue
      tx.write(endSessionsBy(site.id, method))
      tx.write(endKeysBy(site.id, method))
    }
    if (before.customerApiKeys && !after.customerApiKeys) tx.write(endKeysOfCustomers(site.id))
    audit(tx, context, {
      action: 'site.settings-changed',
      subjectKind: 'site',
      subject: keyOf(site.id),
      details: Object.fromEntries(
        changed.map((field) => [field, { before: jsonOf(before[field]), after: jsonOf(after[field]) }]),
      ),
    })
    return after
  })
}
