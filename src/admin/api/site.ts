import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { type DetailField, detailsUrn } from '../../model/identity/detail-field.ts'
import { keyOf } from '../../model/ids.ts'
import { isBillable, type Role } from '../../model/permissions.ts'
import { grants } from '../../model/subscription.ts'
import { countStaff } from '../../storage/access/staff.ts'
import { countCustomers } from '../../storage/identity/customers.ts'
import type { Site } from '../../storage/sites.ts'
import type { adminApi } from '../contract.ts'
import { createDetailField, detailFieldsOf, removeDetailField } from '../detail-fields.ts'
import { changeSite, setPlan } from '../sites.ts'

type Api = typeof adminApi

/** How a site is shown; where it is reached is known before it is locked. */
async function siteView({
  site,
  sites,
  publicUrl,
  now,
}: Pick<Call<Api['getSite']>, 'site' | 'sites' | 'publicUrl' | 'now'>): Promise<
  (site: Site) => Answer<Api['getSite']>
> {
  const url = await sites.urlOf(site, publicUrl, now)
  return ({ id, slug, name, exchangeDays, createdAt }) => ({
    id: keyOf(id),
    slug,
    name,
    publicUrl: url,
    exchangeDays,
    createdAt: createdAt.toISOString(),
  })
}

const subscriptionView = (site: Site): Answer<Api['getSubscription']> => ({
  plan: site.plan,
  status: site.status,
  grants: grants(site),
})

const fieldView = (field: DetailField): Answer<Api['createDetailField']> => ({
  ...field,
  attribute: `${detailsUrn}:${field.key}`,
})

export const siteHandlers = {
  getSite: async (call: Call<Api['getSite']>) => (await siteView(call))(call.site),

  async changeSite(call: Call<Api['changeSite']>) {
    const { database, site, body, audit } = call
    const view = await siteView(call)
    const unchanged = call.unchanged(keyOf(site.id), view)
    const changed = await changeSite(database, site, body, audit, unchanged)
    call.sites.forget()
    return view(changed)
  },

  getSubscription: async ({ site }: Call<Api['getSubscription']>) => subscriptionView(site),

  async changeSubscription(call: Call<Api['changeSubscription']>) {
    const { database, site, body, audit, sites } = call
    const unchanged = call.unchanged(keyOf(site.id), subscriptionView)
    const changed = await setPlan(database, site, body, audit, unchanged)
    sites.forget()
    return subscriptionView(changed)
  },

  async getUsage({ database, site }: Call<Api['getUsage']>): Promise<Answer<Api['getUsage']>> {
    const [staff, customers] = (await database.readInSite(site.id, [
      countStaff(site.id),
      countCustomers(site.id),
    ])) as [{ role: Role; people: number }[], { customers: number }[]]
    const of = (role: Role) => staff.find((one) => one.role === role)?.people ?? 0
    const total = (wanted: boolean) =>
      staff.filter(({ role }) => isBillable(role) === wanted).reduce((sum, { people }) => sum + people, 0)
    const portalOnly = customers[0]?.customers ?? 0
    return {
      billable: {
        total: total(true),
        owners: of('owner'),
        admins: of('admin'),
        agents: of('agent'),
        auditors: of('auditor'),
      },
      notBillable: { total: total(false) + portalOnly, members: of('member'), customers: portalOnly },
    }
  },

  async listDetailFields({ database, site }: Call<Api['listDetailFields']>) {
    return { items: (await detailFieldsOf(database, site.id)).map(fieldView) }
  },

  async createDetailField({ database, site, body, audit }: Call<Api['createDetailField']>) {
    const { key, label = key, type, description } = body
    return fieldView(await createDetailField(database, site.id, { key, label, type, description }, audit))
  },

  async deleteDetailField({ database, site, params, audit }: Call<Api['deleteDetailField']>) {
    await removeDetailField(database, site.id, params.key, audit)
    return undefined
  },
}
