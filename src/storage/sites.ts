import type { Branding } from '../model/site-settings.ts'
import type { Plan, Subscription, SubscriptionStatus } from '../model/subscription.ts'
import type { Query, Write } from './statement.ts'

export interface Site extends Subscription, Branding {
  readonly id: number
  readonly slug: string
  readonly hosts: readonly string[]
  /** How many days exchanges are kept. */
  readonly exchangeDays: number
  /** How many months it is kept from where people signed in; 0: for ever. */
  readonly signInMonths: number
  /** How many months the personal data of who left is kept; 0: for ever. */
  readonly leaverMonths: number
  /** Domains of the staff, folded: no customer has an address there. */
  readonly staffDomains: readonly string[]
  /** Whether people hear at the old and the new address that theirs was changed. */
  readonly addressNotices: boolean
  /** After how many hours without use a customer's session ends, and after how many days in any case. */
  readonly customerIdleHours: number
  readonly customerSessionDays: number
  /** Whether the sign-in page lets people choose their company. */
  readonly companyChooser: boolean
  /** Whether customers may have a password besides the code by mail. */
  readonly customerPasswords: boolean
  /** Whether customers may have passkeys. */
  readonly customerPasskeys: boolean
  /** Whether customers may have API keys. */
  readonly customerApiKeys: boolean
  /** The directory whose door the sign-in page shows first; null: none. */
  readonly defaultDirectoryId: number | null
  /** How large a file of a request may be, in MB. */
  readonly attachmentMbMax: number
  /** How much all of them may have together, in GiB; 0: as much as the disk holds. */
  readonly attachmentGbMax: number
  /** Endings of files that nobody may attach; null: Doorward's own list. */
  readonly blockedEndings: readonly string[] | null
  /** How many people directories may give a seat; null: as many as they like. */
  readonly seatsMax: number | null
  readonly createdAt: Date
  /** When it goes; null: it stays. */
  readonly deletionDue: Date | null
  /** It goes just now, and nobody can restore it. */
  readonly removing: boolean
}

const columns =
  'id, slug, name, hosts, plan, subscription as status, exchange_days as "exchangeDays", created_at as "createdAt", accent, logo_hash as "logoHash", languages, language, time_zone as "timeZone", staff_domains as "staffDomains", address_notices as "addressNotices", sign_in_months as "signInMonths", leaver_months as "leaverMonths", customer_idle_hours as "customerIdleHours", customer_session_days as "customerSessionDays", company_chooser as "companyChooser", customer_passwords as "customerPasswords", customer_passkeys as "customerPasskeys", customer_api_keys as "customerApiKeys", default_directory_id as "defaultDirectoryId", attachment_mb_max as "attachmentMbMax", attachment_gb_max as "attachmentGbMax", blocked_endings as "blockedEndings", seats_max as "seatsMax", deletion_due as "deletionDue", removing'

export function listSites(): Query {
  return { name: 'list-sites', text: `select ${columns} from sites order by slug`, values: [] }
}

/** Slugs are unique without regard to case: they are stored in lower case. */
export function siteBySlug(slug: string): Query {
  return {
    name: 'site-by-slug',
    text: `select ${columns} from sites where slug = $1`,
    values: [slug.toLowerCase()],
  }
}

export function siteById(siteId: number): Query {
  return {
    name: 'site-by-id',
    text: `select ${columns} from sites where id = $1`,
    values: [siteId],
    isBrief: true,
  }
}

export function insertSite(
  site: Pick<Site, 'id' | 'slug' | 'name' | 'plan' | 'exchangeDays'> & { now: Date },
): Write {
  return {
    name: 'insert-site',
    table: 'sites',
    text: `insert into sites (id, slug, name, plan, subscription, exchange_days, created_at)
      values ($1, $2, $3, $4, 'active', $5, $6)`,
    values: [site.id, site.slug.toLowerCase(), site.name, site.plan, site.exchangeDays, site.now],
  }
}

export function updateSubscription(siteId: number, plan: Plan, status: SubscriptionStatus, now: Date): Write {
  return {
    name: 'update-subscription',
    table: 'sites',
    text: `update sites set plan = $2, subscription = $3,
        lapsed_since = case when $3 = 'lapsed' then coalesce(lapsed_since, $4) end where id = $1`,
    values: [siteId, plan, status, now],
  }
}

export function setSeatsMax(siteId: number, seatsMax: number | null): Write {
  return {
    name: 'set-seats-max',
    table: 'sites',
    text: 'update sites set seats_max = $2 where id = $1',
    values: [siteId, seatsMax],
  }
}

export function updateSettings(
  siteId: number,
  site: Pick<
    Site,
    | 'name'
    | 'exchangeDays'
    | 'signInMonths'
    | 'leaverMonths'
    | 'accent'
    | 'languages'
    | 'language'
    | 'timeZone'
    | 'staffDomains'
    | 'addressNotices'
    | 'customerIdleHours'
    | 'customerSessionDays'
    | 'companyChooser'
    | 'customerPasswords'
    | 'customerPasskeys'
    | 'customerApiKeys'
    | 'defaultDirectoryId'
    | 'attachmentMbMax'
    | 'attachmentGbMax'
    | 'blockedEndings'
  >,
): Write {
  return {
    name: 'update-site-settings',
    table: 'sites',
    text: `update sites set name = $2, exchange_days = $3, accent = $4, languages = $5, language = $6, time_zone = $7,
        staff_domains = $8, address_notices = $9, sign_in_months = $10, leaver_months = $11, customer_idle_hours = $12,
        customer_session_days = $13, company_chooser = $14, default_directory_id = $15,
        customer_passwords = $16, customer_passkeys = $17, attachment_mb_max = $18, blocked_endings = $19, customer_api_keys = $20,
        attachment_gb_max = $21
      where id = $1`,
    values: [
      siteId,
      site.name,
      site.exchangeDays,
      site.accent,
      site.languages,
      site.language,
      site.timeZone,
      site.staffDomains,
      site.addressNotices,
      site.signInMonths,
      site.leaverMonths,
      site.customerIdleHours,
      site.customerSessionDays,
      site.companyChooser,
      site.defaultDirectoryId,
      site.customerPasswords,
      site.customerPasskeys,
      site.attachmentMbMax,
      site.blockedEndings,
      site.customerApiKeys,
      site.attachmentGbMax,
    ],
  }
}

/** Locks the site's row, so that two changes of its plan follow each other; rows that refer to it are still written. */
export function siteForUpdate(siteId: number): Query {
  return {
    name: 'site-for-update',
    text: `select ${columns} from sites where id = $1 for no key update`,
    values: [siteId],
  }
}

/** One at a time makes the first site. */
export function holdSites(): Query {
  return { name: '', text: "select pg_advisory_xact_lock(hashtext('doorward.sites'))", values: [] }
}
