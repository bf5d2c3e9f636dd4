import { useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { rebrand } from '../brand.ts'
import { read } from '../queries.ts'
import { useDraft } from '../ui/draft.ts'

export type Site = AnswerOf<'GET /api/site'>

const domainsIn = (list: string) => list.split(/[\s,]+/).filter((one) => one !== '')

/** People write them with a dot, too. */
const endingsIn = (list: string) => domainsIn(list).map((one) => one.replace(/^\*?\./, '').toLowerCase())

/** An empty field is no number, and never zero, which may be for ever. */
const monthsOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))

/** The settings of the site that are being changed, in all cards of the page. */
export function useSiteDraft(site: Site) {
  const client = useQueryClient()
  return useDraft({
    latest: site,
    fieldsOf: ({
      name,
      accent,
      languages,
      language,
      timeZone,
      staffDomains,
      addressNotices,
      companyChooser,
      defaultDirectory,
      customerPasswords,
      customerPasskeys,
      customerApiKeys,
      customerIdleHours,
      customerSessionDays,
      exchangeDays,
      signInMonths,
      leaverMonths,
      attachmentMbMax,
      attachmentGbMax,
      blockedByDefault,
      blockedEndings,
    }: Site) => ({
      name,
      accent,
      languages,
      language,
      timeZone,
      staffDomains: staffDomains.join(', '),
      addressNotices,
      companyChooser,
      defaultDirectory,
      customerPasswords,
      customerPasskeys,
      customerApiKeys,
      customerIdleHours: String(customerIdleHours),
      customerSessionDays: String(customerSessionDays),
      exchangeDays: String(exchangeDays),
      signInMonths: String(signInMonths),
      leaverMonths: String(leaverMonths),
      attachmentMbMax: String(attachmentMbMax),
      attachmentGbMax: String(attachmentGbMax),
      blockedByDefault,
      blockedEndings: blockedEndings.join(', '),
    }),
    send: (
      {
        exchangeDays,
        signInMonths,
        leaverMonths,
        customerIdleHours,
        customerSessionDays,
        staffDomains,
        attachmentMbMax,
        attachmentGbMax,
        blockedByDefault,
        blockedEndings,
        ...rest
      },
      basedOn,
    ) => {
      const kept = {
        ...(customerIdleHours !== undefined && { customerIdleHours: monthsOf(customerIdleHours) }),
        ...(customerSessionDays !== undefined && { customerSessionDays: monthsOf(customerSessionDays) }),
        ...(exchangeDays !== undefined && { exchangeDays: Number(exchangeDays) }),
        ...(signInMonths !== undefined && { signInMonths: monthsOf(signInMonths) }),
        ...(leaverMonths !== undefined && { leaverMonths: monthsOf(leaverMonths) }),
      }
      const blocked = blockedByDefault
        ? null
        : blockedEndings !== undefined
          ? endingsIn(blockedEndings)
          : blockedByDefault === false
            ? basedOn.blockedEndings
            : undefined
      const files = {
        ...(attachmentMbMax !== undefined && { attachmentMbMax: monthsOf(attachmentMbMax) }),
        ...(attachmentGbMax !== undefined && { attachmentGbMax: monthsOf(attachmentGbMax) }),
        ...(blocked !== undefined && { blockedEndings: blocked }),
      }
      const domains = staffDomains === undefined ? {} : { staffDomains: domainsIn(staffDomains) }
      return call('PATCH /api/site', { body: { ...rest, ...kept, ...files, ...domains } }, { basedOn })
    },
    reread: () => call('GET /api/site'),
    onKnown: (known) => {
      rebrand(known)
      client.setQueryData(read('GET /api/site').queryKey, known)
      return client.invalidateQueries()
    },
  })
}

export type SiteDraft = ReturnType<typeof useSiteDraft>
export type SiteField = keyof SiteDraft['values']
