import type { Call } from '../../http/contract-call.ts'
import { stuckMaxMs } from '../../http/downloads.ts'
import { shadesOf } from '../../model/brand/accent.ts'
import type { Answer } from '../../model/contract.ts'
import { blockedByDefault, bytesOfGib, customerDayBytesMax } from '../../model/desk/attachment.ts'
import { type DetailField, detailsUrn } from '../../model/identity/detail-field.ts'
import { addressKeyOf, idOf, keyOf } from '../../model/ids.ts'
import { deletionGraceDays } from '../../model/site-deletion.ts'
import { logoPath } from '../../model/site-settings.ts'
import type { Database } from '../../storage/database.ts'
import { bytesOfSite } from '../../storage/desk/attachments.ts'
import type { SiteExport } from '../../storage/site/exports.ts'
import type { Site } from '../../storage/sites.ts'
import type { adminApi } from '../contract.ts'
import {
  changeDetailField,
  createDetailField,
  detailFieldsOf,
  detailValuesOf,
  findDetailField,
  removeDetailField,
} from '../detail-fields.ts'
import { directoriesOf } from '../directories.ts'
import { reachOf } from '../public-url.ts'
import { countsOf, deleteSite, restoreSite } from '../site-deletion.ts'
import { exportsOf, openExport, requestExport } from '../site-export.ts'
import { changeLogo, readLogo } from '../site-logo.ts'
import { changeSite } from '../sites.ts'
import { inWordsOf } from './directories.ts'

type Api = typeof adminApi

/** How a site is shown; where it is reached is known before it is locked. */
async function siteView({
  site,
  sites,
  publicUrl,
  now,
  attachmentMbServerMax,
}: Pick<Call<Api['getSite']>, 'site' | 'sites' | 'publicUrl' | 'now' | 'attachmentMbServerMax'>): Promise<
  (site: Site) => Answer<Api['getSite']>
> {
  const url = await sites.urlOf(site, publicUrl, now)
  return ({
    id,
    slug,
    name,
    exchangeDays,
    signInMonths,
    leaverMonths,
    createdAt,
    accent,
    logoHash,
    languages,
    language,
    timeZone,
    staffDomains,
    addressNotices,
    customerIdleHours,
    customerSessionDays,
    companyChooser,
    customerPasswords,
    customerPasskeys,
    customerApiKeys,
    defaultDirectoryId,
    attachmentMbMax,
    attachmentGbMax,
    blockedEndings,
  }) => ({
    id: keyOf(id),
    slug,
    name,
    publicUrl: url,
    exchangeDays,
    signInMonths,
    leaverMonths,
    accent,
    logo: logoHash === null ? null : logoPath(logoHash),
    languages: [...languages],
    language,
    timeZone,
    staffDomains: [...staffDomains],
    addressNotices,
    customerIdleHours,
    customerSessionDays,
    companyChooser,
    customerPasswords,
    customerPasskeys,
    customerApiKeys,
    defaultDirectory: defaultDirectoryId === null ? null : keyOf(defaultDirectoryId),
    attachmentMbMax,
    attachmentGbMax,
    attachmentMbServerMax,
    blockedEndings: [...(blockedEndings ?? blockedByDefault)],
    blockedByDefault: blockedEndings === null,
    createdAt: createdAt.toISOString(),
  })
}

const fieldView = (field: DetailField): Answer<Api['createDetailField']> => ({
  ...field,
  attribute: `${detailsUrn}:${field.key}`,
})

const exportView = ({
  requestedAt,
  expiresAt,
  seenAt: _seenAt,
  ...rest
}: SiteExport): Answer<Api['requestExport']> => ({
  ...rest,
  requestedAt: requestedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
})

async function deletionView(database: Database, { id, slug, deletionDue }: Site) {
  const counts = await countsOf(database, id)
  return { slug, due: deletionDue?.toISOString() ?? null, graceDays: deletionGraceDays, counts }
}

export const siteHandlers = {
  getSite: async (call: Call<Api['getSite']>) => (await siteView(call))(call.site),

  async changeSite(call: Call<Api['changeSite']>) {
    const { database, site, body, audit } = call
    const view = await siteView(call)
    const unchanged = call.unchanged(keyOf(site.id), view)
    const { defaultDirectory, ...rest } = body
    const defaultDirectoryId =
      typeof defaultDirectory === 'string' ? (idOf(defaultDirectory) ?? 0) : defaultDirectory
    const changed = await changeSite(database, site, { ...rest, defaultDirectoryId }, audit, unchanged).catch(
      (error) => {
        throw inWordsOf(error, { staffDomains: 'staffDomains', defaultDirectory: 'defaultDirectory' })
      },
    )
    call.sites.forget()
    return view(changed)
  },

  async getSiteFiles({ database, site }: Call<Api['getSiteFiles']>) {
    const [[{ bytes } = { bytes: 0 }] = []] = (await database.readInSite(site.id, [
      bytesOfSite(site.id),
    ])) as [{ bytes: number }[]?]
    const { attachmentGbMax } = site
    const bytesMax = attachmentGbMax === 0 ? null : bytesOfGib(attachmentGbMax)
    return { bytes, bytesMax, bytesOfCustomerDay: customerDayBytesMax }
  },

  async setLogo(call: Call<Api['setLogo']>) {
    const view = await siteView(call)
    const logo = await readLogo(Buffer.from(call.body.image, 'base64'))
    const changed = await changeLogo(call.database, call.site, logo, call.audit)
    call.sites.forget()
    return view(changed)
  },

  async removeLogo({ database, site, audit, sites }: Call<Api['removeLogo']>) {
    await changeLogo(database, site, null, audit)
    sites.forget()
    return undefined
  },

  previewAccent: async ({ query }: Call<Api['previewAccent']>) => shadesOf(query.accent),

  async checkPublicUrl(call: Call<Api['checkPublicUrl']>) {
    const { database, site, sites, publicUrl, now, signal } = call
    const url = await sites.urlOf(site, publicUrl, now)
    const directories = await directoriesOf(database, site)
    const mayConnect = call.caller.permissions.includes('directories.change')
    return {
      url,
      outboundAllow: mayConnect ? [...call.outboundAllow.entries] : null,
      isHttps: url.startsWith('https:'),
      reach: await reachOf(url, signal),
      directories: directories.map(({ directoryId, name }) => ({
        id: keyOf(directoryId),
        name,
        scimBaseUrl: `${publicUrl}/scim/v2/${addressKeyOf(site.id, directoryId)}`,
      })),
    }
  },

  getDeletion: async ({ database, site }: Call<Api['getDeletion']>) => deletionView(database, site),

  async deleteSite({ database, site, body, audit, sites }: Call<Api['deleteSite']>) {
    const changed = await deleteSite(database, site, body.confirm, audit)
    sites.forget()
    return deletionView(database, changed)
  },

  async restoreSite({ database, site, audit, sites }: Call<Api['restoreSite']>) {
    const changed = await restoreSite(database, site, audit)
    sites.forget()
    return deletionView(database, changed)
  },

  listExports: async ({ database, site, now }: Call<Api['listExports']>) => ({
    items: (await exportsOf(database, site.id, now)).map(exportView),
  }),

  requestExport: async ({ database, site, audit }: Call<Api['requestExport']>) =>
    exportView(await requestExport(database, site, audit)),

  async downloadExport(call: Call<Api['downloadExport']>) {
    const { database, downloads, site, caller, params, audit, reply } = call
    downloads.requireRoom(site.id, caller)
    const isPresent = () => downloads.isPresent(site.id, caller)
    const { name, content } = await openExport(database, site, params.exportId, audit, isPresent)
    const stream = downloads.hold(site.id, caller, content)
    void reply.header('content-disposition', `attachment; filename="${name}"`)
    reply.raw.setTimeout(stuckMaxMs)
    return stream
  },

  async listDetailFields({ database, site }: Call<Api['listDetailFields']>) {
    return { items: (await detailFieldsOf(database, site.id)).map(fieldView) }
  },

  async createDetailField({ database, site, body, audit }: Call<Api['createDetailField']>) {
    const { key, label = key, type, description } = body
    return fieldView(await createDetailField(database, site.id, { key, label, type, description }, audit))
  },

  getDetailField: async ({ database, site, params }: Call<Api['getDetailField']>) =>
    fieldView(await findDetailField(database, site.id, params.key)),

  async changeDetailField(call: Call<Api['changeDetailField']>) {
    const { database, site, params, body, audit } = call
    const unchanged = call.unchanged(params.key, fieldView)
    return fieldView(await changeDetailField(database, site.id, params.key, body, audit, unchanged))
  },

  countDetailValues: async ({ database, site, params }: Call<Api['countDetailValues']>) =>
    detailValuesOf(database, site.id, params.key),

  async deleteDetailField(call: Call<Api['deleteDetailField']>) {
    const { database, site, params, audit } = call
    const unchanged = call.unchanged(params.key, fieldView)
    await removeDetailField(database, site.id, params.key, audit, unchanged)
    return undefined
  },
}
