import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { changeMapping, readingOf, readMapping } from '../../people/mapping.ts'
import type { OrganizationChange } from '../../people/mapping-effects.ts'
import { previewMapping } from '../../people/mapping-preview.ts'
import type { StoredMapping } from '../../people/wanted-mapping.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

function mappingView({ rules, unmatched, homes }: StoredMapping): Answer<Api['getMapping']> {
  const homeOf = (isInForce: boolean) => {
    const home = homes.find((one) => one.isInForce === isInForce)
    return home ? { id: home.organizationId, name: home.organization } : null
  }
  return {
    rules: rules.map(({ subject, way, value, organizationId, organization, isInForce }) => ({
      subject,
      way,
      value,
      organization: organizationId === null ? null : { id: organizationId, name: organization ?? '' },
      waits: !isInForce,
    })),
    unmatched,
    home: homeOf(true),
    waitingHome: homeOf(false),
  }
}

function changeView({
  organizationId,
  firstJoining,
  firstLeaving,
  firstReadable,
  ...one
}: OrganizationChange) {
  return {
    id: organizationId,
    ...one,
    firstJoining: [...firstJoining],
    firstLeaving: [...firstLeaving],
    firstReadable: firstReadable.map(({ id, summary, createdAt }) => ({
      id,
      summary,
      createdAt: new Date(createdAt).toISOString(),
    })),
  }
}

export const mappingHandlers = {
  async getMapping(call: Call<Api['getMapping']>) {
    const { directoryId } = await directoryOf(call)
    return mappingView(await readMapping(readingOf(call.database, call.site.id), call.site.id, directoryId))
  },

  async previewMapping(call: Call<Api['previewMapping']>): Promise<Answer<Api['previewMapping']>> {
    const directory = await directoryOf(call)
    const found = await previewMapping(
      readingOf(call.database, call.site.id),
      call.site.id,
      directory,
      call.body,
    )
    return {
      ...found,
      organizations: found.organizations.map(changeView),
      clashes: found.clashes.map(({ groupId, group, organizationId, organization, name }) => ({
        group: { id: groupId, name: group },
        organization: { id: organizationId, name: organization },
        name,
      })),
    }
  },

  async changeMapping(call: Call<Api['changeMapping']>) {
    const { database, site, params, body, audit } = call
    const { directoryId } = await directoryOf(call)
    const { confirm, ...wanted } = body
    const unchanged = call.unchanged(params.directoryId, mappingView)
    const changed = await changeMapping(database, site.id, directoryId, wanted, confirm, audit, unchanged)
    return mappingView(changed.mapping)
  },
}
