import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { type DetailField, detailsUrn } from '../../model/identity/detail-field.ts'
import { keyOf } from '../../model/ids.ts'
import type { Site } from '../../storage/sites.ts'
import type { adminApi } from '../contract.ts'
import { createDetailField, detailFieldsOf, removeDetailField } from '../detail-fields.ts'
import { changeSite } from '../sites.ts'

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
