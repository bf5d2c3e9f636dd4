// A site as the command line shows it.
import { keyOf } from '../model/ids.ts'
import { logoPath } from '../model/site-settings.ts'
import { grants } from '../model/subscription.ts'
import type { Site } from '../storage/sites.ts'
import { counted, details, moment } from './table.ts'

export function siteJson(site: Site) {
  return {
    id: keyOf(site.id),
    slug: site.slug,
    name: site.name,
    hosts: site.hosts,
    plan: site.plan,
    seatsMax: site.seatsMax,
    status: site.status,
    exchangeDays: site.exchangeDays,
    signInMonths: site.signInMonths,
    leaverMonths: site.leaverMonths,
    accent: site.accent,
    logo: site.logoHash === null ? null : logoPath(site.logoHash),
    languages: site.languages,
    language: site.language,
    timeZone: site.timeZone,
    staffDomains: site.staffDomains,
    addressNotices: site.addressNotices,
    customerIdleHours: site.customerIdleHours,
    customerSessionDays: site.customerSessionDays,
    companyChooser: site.companyChooser,
    customerPasswords: site.customerPasswords,
    customerPasskeys: site.customerPasskeys,
    customerApiKeys: site.customerApiKeys,
    defaultDirectory: site.defaultDirectoryId === null ? null : keyOf(site.defaultDirectoryId),
    deletionDue: site.deletionDue,
    createdAt: site.createdAt,
  }
}

export function siteText(site: Site): string {
  const note = subscriptionNote(site)
  const going = site.deletionDue === null ? [] : [['goes', moment(site.deletionDue)] as [string, string]]
  const entries: [string, string][] = [
    ...going,
    ['id', keyOf(site.id)],
    ['plan', planText(site)],
    [
      'seats',
      site.seatsMax === null
        ? 'as many as directories of staff give'
        : `directories of staff give one while fewer than ${site.seatsMax} are taken`,
    ],
    ['exchanges', `kept ${counted(site.exchangeDays, 'day', 'days')}`],
    ['sign-ins', keptText(site.signInMonths)],
    ['leavers', keptText(site.leaverMonths)],
    ['languages', `${site.languages.join(', ')}; ${site.language} for whoever has chosen none`],
    ['time zone', site.timeZone],
    [
      'customers',
      `signed out after ${counted(site.customerIdleHours, 'hour', 'hours')} without use, and after ${counted(site.customerSessionDays, 'day', 'days')}`,
    ],
    [
      'doors',
      [
        site.companyChooser ? 'the address or the company' : 'the address',
        ...(site.defaultDirectoryId === null ? [] : [`the door of ${keyOf(site.defaultDirectoryId)} first`]),
        [
          'a code by mail',
          ...(site.customerPasswords ? ['a password'] : []),
          ...(site.customerPasskeys ? ['a passkey'] : []),
        ].join(' or '),
      ].join('; '),
    ],
    ['API keys', site.customerApiKeys ? 'customers may have some' : 'customers have none'],
    ['notices', site.addressNotices ? 'a changed address hears of it' : 'none of a changed address'],
    ['for staff', site.staffDomains.join(', ') || 'none'],
    ['colour', site.accent ?? "Doorward's own"],
    ['logo', site.logoHash === null ? 'none' : logoPath(site.logoHash)],
    ['made', moment(site.createdAt)],
  ]
  if (note !== undefined) entries.push(['note', note])
  return details(`${site.slug}: ${site.name}`, entries)
}

const keptText = (months: number) =>
  months === 0 ? 'kept for ever' : `kept ${counted(months, 'month', 'months')}`

export function planText({ plan, status }: Site): string {
  if (plan !== 'none') return `${plan}, ${status}`
  return status === 'lapsed' ? 'none: it was given up' : 'none yet'
}

/** What the subscription holds back now, and the command that changes it; undefined when nothing. */
export function subscriptionNote(site: Site): string | undefined {
  if (grants(site)) return undefined
  const plan = `site plan --site ${site.slug} --plan standard`
  if (site.plan === 'none' && site.status === 'active') {
    return `Without a plan every call of an identity provider is refused. Choose one: ${plan}`
  }
  const renew = site.plan === 'none' ? plan : `site plan --site ${site.slug} --status active`
  return `The subscription has lapsed: leavers still leave, nobody new comes in. Renew it: ${renew}`
}
