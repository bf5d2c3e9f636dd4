// Who saw a request by an organization when somebody looked last.
import type { AudienceSeen } from '../../model/desk/audience.ts'
import type { Query, Write } from '../statement.ts'

export interface AudienceLook extends AudienceSeen {
  readonly organizationId: string
  readonly lookedAt: Date
}

/** What one viewer of a request saw last, of each organization. */
export function audienceLooks(siteId: number, requestId: string, viewerId: string): Query {
  return {
    name: 'audience-looks',
    text: `select organization_id as "organizationId", looked_at as "lookedAt", fingerprint, total, people
      from audience_looks where site_id = $1 and request_id = $2 and viewer_id = $3`,
    values: [siteId, requestId, viewerId],
  }
}

export function keepAudienceLook(
  siteId: number,
  { requestId, viewerId }: { readonly requestId: string; readonly viewerId: string },
  look: AudienceLook,
): Write {
  return {
    name: 'keep-audience-look',
    table: 'audience_looks',
    text: `insert into audience_looks (site_id, request_id, viewer_id, organization_id, looked_at, fingerprint, total, people)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (site_id, request_id, viewer_id, organization_id) do update set looked_at = excluded.looked_at,
        fingerprint = excluded.fingerprint, total = excluded.total, people = excluded.people`,
    values: [
      siteId,
      requestId,
      viewerId,
      look.organizationId,
      look.lookedAt,
      look.fingerprint,
      look.total,
      look.people,
    ],
  }
}
