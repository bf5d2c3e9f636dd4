import { useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call, type GivenTo } from '../api-client.ts'
import { read } from '../queries.ts'
import { useDraft } from '../ui/draft.ts'

export type Portal = AnswerOf<'GET /api/portals/{portalId}'>
type Change = GivenTo<'PATCH /api/portals/{portalId}'>['body']

const fieldsOf = (portal: Portal) => ({
  name: portal.name,
  description: portal.description,
  shareDefault: portal.shareDefault,
  audience: portal.audience,
  forMembers: portal.forMembers,
  organizations: portal.organizations as readonly { readonly id: string; readonly name: string }[],
  directories: portal.directories as readonly { readonly id: string; readonly name: string }[],
})
type Fields = ReturnType<typeof fieldsOf>
export type PortalField = keyof Fields

const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)

/** What is sent of fields: names are meant by their ids. */
export function portalChange({ organizations, directories, ...rest }: Partial<Fields>): Change {
  return {
    ...rest,
    ...(organizations && { organizationIds: idsOf(organizations) }),
    ...(directories && { directoryIds: idsOf(directories) }),
  }
}

/** A portal whose settings are being changed: two cards save their own fields of it. */
export function usePortalDraft(portal: Portal) {
  const client = useQueryClient()
  const params = { portalId: portal.id }
  return useDraft({
    latest: portal,
    fieldsOf,
    send: (change: Partial<Fields>, basedOn) =>
      call('PATCH /api/portals/{portalId}', { params, body: portalChange(change) }, { basedOn }),
    reread: () => call('GET /api/portals/{portalId}', { params }),
    onKnown: (known) => {
      client.setQueryData(read('GET /api/portals/{portalId}', { params }).queryKey, known)
      return client.invalidateQueries()
    },
  })
}

export type PortalDraft = ReturnType<typeof usePortalDraft>
