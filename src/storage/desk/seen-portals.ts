// Which portals somebody may see, and what these ask for. `maySeePortal` says the same of one portal and one person.
import type { PortalAudience, ShareDefault } from '../../model/desk/portal.ts'
import type { RequestField } from '../../model/desk/request-type.ts'
import { membershipsText } from '../identity/memberships.ts'
import type { Query } from '../statement.ts'

/** Who looks at the help centre: of the staff whether they see every portal. */
export type PortalAsker =
  | { readonly kind: 'customer'; readonly customerId: string }
  | { readonly kind: 'staff'; readonly seesEvery: boolean }
  | { readonly kind: 'nobody' }

/** A portal as whoever may see it does. */
export interface SeenPortal {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly description: string
  readonly audience: PortalAudience
  readonly shareDefault: ShareDefault
  /** Those that can be asked for now, in order. */
  readonly requestTypes: readonly {
    readonly id: string
    readonly name: string
    readonly description: string
  }[]
}

/**
 * For each kind of asker the statement's first steps, and the condition on the portal `p`. A customer is found from the narrow
 * end, as in memberships.ts: through the organizations and directories that they have, never through those of the portals.
 */
const sights = {
  customer: {
    first: `with mine as materialized (
        select distinct "organizationId" as organization_id from (${membershipsText}) m),
      of as materialized (
        select u.directory_id from directory_users u
          join directories d on d.site_id = $1 and d.directory_id = u.directory_id and d.live_since is not null
          where u.site_id = $1 and u.customer_id = $2 and u.active
        union
        -- Whom a sign-in made, and SCIM has not brought. Of others the link to their directory user alone counts: where it is
        -- inactive the person may still be active through another directory.
        select c.directory_id from customers c
          join directories d on d.site_id = $1 and d.directory_id = c.directory_id and d.live_since is not null
          where c.site_id = $1 and c.customer_id = $2
            and not exists (select 1 from directory_users u where u.site_id = $1 and u.customer_id = $2
              and u.directory_id = c.directory_id offset 0)
            and exists (select 1 from sign_in_identities i where i.site_id = $1 and i.customer_id = $2
              and i.directory_id = c.directory_id offset 0)),
      named as materialized (
        select n.portal_id from mine cross join lateral (
          select portal_id from portal_organizations
          where site_id = $1 and organization_id = mine.organization_id offset 0) n
        union
        select n.portal_id from of cross join lateral (
          select portal_id from portal_directories
          where site_id = $1 and directory_id = of.directory_id offset 0) n)`,
    sees: `(p.audience <> 'named' or p.portal_id in (select portal_id from named))
        and exists (select 1 from customers where site_id = $1 and customer_id = $2 and active)`,
  },
  // Agents see every portal: $2.
  staff: { first: '', sees: `(p.audience <> 'named' or p.for_members or $2::boolean)` },
  nobody: { first: '', sees: `p.audience = 'anyone' and $2::text is null` },
} as const satisfies { readonly [kind in PortalAsker['kind']]: { first: string; sees: string } }

function whoOf(asker: PortalAsker): string | boolean | null {
  if (asker.kind === 'customer') return asker.customerId
  return asker.kind === 'staff' ? asker.seesEvery : null
}

const columns = `p.portal_id as id, p.key, p.name, p.description, p.audience, p.share_default as "shareDefault",
        coalesce((select json_agg(json_build_object('id', t.request_type_id, 'name', t.name, 'description', t.description)
            order by t.position, t.request_type_id)
          from request_types t where t.site_id = $1 and t.portal_id = p.portal_id and t.archived_at is null), '[]')
          as "requestTypes"`

/** The portals that somebody may see, in their order. */
export function portalsSeenBy(siteId: number, asker: PortalAsker): Query {
  const { first, sees } = sights[asker.kind]
  return {
    name: `portals-seen-by-${asker.kind}`,
    text: `${first} select ${columns} from portals p
      where p.site_id = $1 and p.archived_at is null and ${sees} order by p.position, p.portal_id`,
    values: [siteId, whoOf(asker)],
  }
}

/** One of them by its key; nothing when there is none, or not for this asker. */
export function portalSeenBy(siteId: number, asker: PortalAsker, key: string): Query {
  const { first, sees } = sights[asker.kind]
  return {
    name: `portal-seen-by-${asker.kind}`,
    text: `${first} select ${columns} from portals p
      where p.site_id = $1 and p.key = $3 and p.archived_at is null and ${sees}`,
    values: [siteId, whoOf(asker), key],
  }
}

/** What one kind of request asks for. */
export interface SeenForm {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly portal: {
    readonly id: string
    readonly key: string
    readonly name: string
    readonly shareDefault: ShareDefault
  }
  /** Those that are asked now, in order; an option that is chosen no more stands among the others, and says so. */
  readonly fields: readonly RequestField[]
}

/** SQL of the field `f` as a `RequestField`. */
const fieldJson = `json_build_object('id', f.field_id, 'kind', f.kind, 'label', f.label, 'help', f.help,
            'isRequired', f.is_required, 'options', f.options)`

/** The form of one kind of request; nothing when it is asked no more, or not of this asker. */
export function formSeenBy(siteId: number, asker: PortalAsker, requestTypeId: string): Query {
  const { first, sees } = sights[asker.kind]
  return {
    name: `form-seen-by-${asker.kind}`,
    text: `${first} select t.request_type_id as id, t.name, t.description,
        json_build_object('id', p.portal_id, 'key', p.key, 'name', p.name, 'shareDefault', p.share_default) as portal,
        coalesce((select json_agg(${fieldJson} order by f.position, f.field_id) from request_fields f
          where f.site_id = $1 and f.request_type_id = t.request_type_id and f.archived_at is null), '[]') as fields
      from request_types t
      join portals p on p.site_id = $1 and p.portal_id = t.portal_id and p.archived_at is null and ${sees}
      where t.site_id = $1 and t.request_type_id = $3 and t.archived_at is null`,
    values: [siteId, whoOf(asker), requestTypeId],
  }
}

/** A field whatever became of it: old requests show what they answered. */
export interface KeptField extends RequestField {
  readonly isArchived: boolean
}

/** Every field of a kind of request, archived ones too, in order: for whoever shows answers. */
export function fieldsOfType(siteId: number, requestTypeId: string): Query {
  return {
    name: 'fields-of-type',
    text: `select f.field_id as id, f.kind, f.label, f.help, f.is_required as "isRequired", f.options,
        f.archived_at is not null as "isArchived"
      from request_fields f where f.site_id = $1 and f.request_type_id = $2 order by f.position, f.field_id`,
    values: [siteId, requestTypeId],
  }
}
