// Kinds of requests, and the fields that they ask for.
import type { FieldKind, FieldOption } from '../../model/desk/request-type.ts'
import type { Query, Write } from '../statement.ts'
import type { KeptField } from './seen-portals.ts'

export interface RequestTypeRow {
  readonly id: string
  readonly portalId: string
  readonly name: string
  readonly description: string
  readonly position: number
  readonly createdAt: Date
  readonly archivedAt: Date | null
  /** In order, archived ones too. */
  readonly fields: readonly KeptField[]
}

const columns = `t.request_type_id as id, t.portal_id as "portalId", t.name, t.description, t.position,
        t.created_at as "createdAt", t.archived_at as "archivedAt",
        coalesce((select json_agg(json_build_object('id', f.field_id, 'kind', f.kind, 'label', f.label, 'help', f.help,
            'isRequired', f.is_required, 'options', f.options, 'isArchived', f.archived_at is not null)
            order by f.position, f.field_id)
          from request_fields f where f.site_id = $1 and f.request_type_id = t.request_type_id), '[]') as fields`

/** Every kind of request of a portal in its order, archived ones too. */
export function listRequestTypes(siteId: number, portalId: string): Query {
  return {
    name: 'list-request-types',
    text: `select ${columns} from request_types t
      where t.site_id = $1 and t.portal_id = $2 order by t.position, t.request_type_id`,
    values: [siteId, portalId],
  }
}

export function requestTypeById(siteId: number, portalId: string, requestTypeId: string): Query {
  return {
    name: 'request-type-by-id',
    text: `select ${columns} from request_types t
      where t.site_id = $1 and t.portal_id = $2 and t.request_type_id = $3`,
    values: [siteId, portalId, requestTypeId],
  }
}

export function insertRequestType(
  siteId: number,
  one: Pick<RequestTypeRow, 'id' | 'portalId' | 'name' | 'description' | 'position'>,
  now: Date,
): Write {
  return {
    name: 'insert-request-type',
    table: 'request_types',
    text: `insert into request_types (site_id, request_type_id, portal_id, name, description, position, created_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, one.id, one.portalId, one.name, one.description, one.position, now],
  }
}

export function updateRequestType(
  siteId: number,
  { id, name, description }: Pick<RequestTypeRow, 'id' | 'name' | 'description'>,
): Write {
  return {
    name: 'update-request-type',
    table: 'request_types',
    text: 'update request_types set name = $3, description = $4 where site_id = $1 and request_type_id = $2',
    values: [siteId, id, name, description],
  }
}

/** @param archivedAt null: it can be asked for again */
export function archiveRequestType(siteId: number, requestTypeId: string, archivedAt: Date | null): Write {
  return {
    name: 'archive-request-type',
    table: 'request_types',
    text: 'update request_types set archived_at = $3 where site_id = $1 and request_type_id = $2',
    values: [siteId, requestTypeId, archivedAt],
  }
}

/** A portal's kinds of requests in the order of their ids. */
export function orderRequestTypes(siteId: number, portalId: string, ids: readonly string[]): Write {
  return {
    name: 'order-request-types',
    table: 'request_types',
    text: `update request_types t set position = w.position
      from unnest($3::uuid[]) with ordinality w (id, position)
      where t.site_id = $1 and t.portal_id = $2 and t.request_type_id = w.id and t.position <> w.position`,
    values: [siteId, portalId, ids],
  }
}

/** A field as it is to stand. */
export interface FieldToKeep {
  readonly id: string
  readonly kind: FieldKind
  readonly label: string
  readonly help: string
  readonly isRequired: boolean
  readonly options: readonly FieldOption[]
}

/**
 * Has a kind of request ask for these fields, in this order. A field keeps its kind for ever. What is no longer asked is
 * archived, or deleted where nobody can have answered it.
 */
export function keepFields(
  siteId: number,
  requestTypeId: string,
  fields: readonly FieldToKeep[],
  { now, deletesOthers }: { readonly now: Date; readonly deletesOthers: boolean },
): Write {
  return {
    name: 'keep-fields',
    table: 'request_fields',
    alone: true,
    text: `with given as materialized (
        select * from rows from (json_to_recordset($3::json)
            as (id uuid, kind text, label text, help text, "isRequired" boolean, options jsonb)) with ordinality
          as w (id, kind, label, help, is_required, options, position)),
      gone as (delete from request_fields
        where site_id = $1 and request_type_id = $2 and $5 and not (field_id = any(array(select id from given)))),
      archived as (update request_fields set archived_at = $4
        where site_id = $1 and request_type_id = $2 and not $5 and archived_at is null
          and not (field_id = any(array(select id from given))))
      insert into request_fields (site_id, field_id, request_type_id, kind, label, help, is_required, options, position)
      select $1, id, $2, kind, label, help, is_required, options, position from given
      on conflict (site_id, field_id) do update set label = excluded.label, help = excluded.help,
        is_required = excluded.is_required, options = excluded.options, position = excluded.position, archived_at = null
        where request_fields.request_type_id = $2`,
    values: [siteId, requestTypeId, JSON.stringify(fields), now, deletesOthers],
  }
}
