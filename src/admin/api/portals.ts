import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { isSeenByNobody } from '../../model/desk/portal.ts'
import { invalid } from '../../model/errors.ts'
import { idOf, keyOf } from '../../model/ids.ts'
import {
  addPortal,
  archivePortal,
  changePortal,
  findPortal,
  orderPortals,
  portalsOf,
  previewSight,
} from '../../requests/portals.ts'
import type { PortalRow } from '../../storage/desk/portals.ts'
import type { RequestTypeRow } from '../../storage/desk/request-types.ts'
import type { KeptField } from '../../storage/desk/seen-portals.ts'
import type { adminApi } from '../contract.ts'
import {
  addRequestType,
  archiveRequestType,
  changeRequestType,
  findRequestType,
  orderRequestTypes,
  requestTypesOf,
} from '../request-types.ts'

type Api = typeof adminApi
type PortalView = Answer<Api['getPortal']>
type TypeView = Answer<Api['getRequestType']>

const iso = (date: Date | null) => (date === null ? null : date.toISOString())

function portalView(row: PortalRow): PortalView {
  const { position: _, createdAt, archivedAt, organizations, directories, ...rest } = row
  const sight = {
    audience: row.audience,
    forMembers: row.forMembers,
    organizationIds: organizations.map(({ id }) => id),
    directoryIds: directories.map(({ id }) => id),
    isArchived: archivedAt !== null,
  }
  return {
    ...rest,
    organizations: [...organizations],
    directories: directories.map(({ id, name }) => ({ id: keyOf(id), name })),
    isSeenByNobody: isSeenByNobody(sight),
    createdAt: createdAt.toISOString(),
    archivedAt: iso(archivedAt),
  }
}

function fieldView({ id, kind, label, help, isRequired, options }: KeptField): TypeView['fields'][number] {
  const those = (isArchived: boolean) =>
    options
      .filter((one) => (one.isArchived ?? false) === isArchived)
      .map((one) => ({ id: one.id, label: one.label }))
  return { id, kind, label, help, isRequired, options: those(false), archivedOptions: those(true) }
}

function typeView({
  id,
  portalId,
  name,
  description,
  fields,
  createdAt,
  archivedAt,
}: RequestTypeRow): TypeView {
  const those = (isArchived: boolean) => fields.filter((one) => one.isArchived === isArchived).map(fieldView)
  return {
    ...{ id, portalId, name, description },
    fields: those(false),
    archivedFields: those(true),
    createdAt: createdAt.toISOString(),
    archivedAt: iso(archivedAt),
  }
}

/** Directories by their numbers. @throws DoorwardError 'invalid' */
function readSight<Sight extends { readonly directoryIds?: readonly string[] | undefined }>({
  directoryIds,
  ...rest
}: Sight) {
  const ids = directoryIds?.map((key) => {
    const id = idOf(key)
    if (id === undefined) throw invalid('directoryIds', 'must name directories of this site.')
    return id
  })
  return { ...rest, directoryIds: ids }
}

type InPortal = Pick<Call<Api['getPortal']>, 'database' | 'site' | 'params'>
const portalOf = async ({ database, site, params }: InPortal): Promise<PortalView> =>
  portalView(await findPortal(database, site.id, params.portalId))
const portalList = async ({ database, site }: Pick<InPortal, 'database' | 'site'>) => ({
  items: (await portalsOf(database, site.id)).map(portalView),
})

type InType = Pick<Call<Api['getRequestType']>, 'database' | 'site' | 'params'>
const typeOf = async ({ database, site, params }: InType): Promise<TypeView> =>
  typeView(await findRequestType(database, site.id, params.portalId, params.requestTypeId))
const typeList = async ({ database, site, params }: InPortal) => ({
  items: (await requestTypesOf(database, site.id, params.portalId)).map(typeView),
})

export const portalHandlers = {
  listPortals: (call: Call<Api['listPortals']>) => portalList(call),

  async addPortal(call: Call<Api['addPortal']>): Promise<PortalView> {
    const { database, site, body, audit } = call
    const portalId = await addPortal(database, site.id, readSight(body), audit)
    return portalOf({ database, site, params: { portalId } })
  },

  async orderPortals(call: Call<Api['orderPortals']>) {
    const { database, site, body, audit } = call
    await orderPortals(database, site.id, body.portalIds, audit)
    return portalList(call)
  },

  getPortal: (call: Call<Api['getPortal']>) => portalOf(call),

  async changePortal(call: Call<Api['changePortal']>): Promise<PortalView> {
    const { database, site, params, body, audit } = call
    const unchanged = call.unchanged(params.portalId, portalView)
    await changePortal(database, site.id, params.portalId, readSight(body), audit, unchanged)
    return portalOf(call)
  },

  async previewPortalSight({ database, site, params, body }: Call<Api['previewPortalSight']>) {
    return previewSight(database, site.id, params.portalId, readSight(body))
  },

  async archivePortal(call: Call<Api['archivePortal']>): Promise<PortalView> {
    const { database, site, params, audit } = call
    await archivePortal(database, site.id, params.portalId, true, audit)
    return portalOf(call)
  },

  async restorePortal(call: Call<Api['restorePortal']>): Promise<PortalView> {
    const { database, site, params, audit } = call
    await archivePortal(database, site.id, params.portalId, false, audit)
    return portalOf(call)
  },

  listRequestTypes: (call: Call<Api['listRequestTypes']>) => typeList(call),

  async addRequestType(call: Call<Api['addRequestType']>): Promise<TypeView> {
    const { database, site, params, body, audit } = call
    const requestTypeId = await addRequestType(database, site.id, params.portalId, body, audit)
    return typeOf({ database, site, params: { ...params, requestTypeId } })
  },

  async orderRequestTypes(call: Call<Api['orderRequestTypes']>) {
    const { database, site, params, body, audit } = call
    await orderRequestTypes(database, site.id, params.portalId, body.requestTypeIds, audit)
    return typeList(call)
  },

  getRequestType: (call: Call<Api['getRequestType']>) => typeOf(call),

  async changeRequestType(call: Call<Api['changeRequestType']>): Promise<TypeView> {
    const { database, site, params, body, audit } = call
    const unchanged = call.unchanged(params.requestTypeId, typeView)
    await changeRequestType(database, site.id, params, body, audit, unchanged)
    return typeOf(call)
  },

  async archiveRequestType(call: Call<Api['archiveRequestType']>): Promise<TypeView> {
    const { database, site, params, audit } = call
    await archiveRequestType(database, site.id, params, true, audit)
    return typeOf(call)
  },

  async restoreRequestType(call: Call<Api['restoreRequestType']>): Promise<TypeView> {
    const { database, site, params, audit } = call
    await archiveRequestType(database, site.id, params, false, audit)
    return typeOf(call)
  },
}
