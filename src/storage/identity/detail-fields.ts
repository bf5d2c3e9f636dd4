import type { DetailField } from '../../model/identity/detail-field.ts'
import { foldCase } from '../../model/identity/resource-filter.ts'
import type { Query, Write } from '../statement.ts'

/** A site's fields, the oldest first. */
export function listDetailFields(siteId: number): Query {
  return {
    name: 'list-detail-fields',
    text: `select key, label, type, description from detail_fields where site_id = $1 order by created_at, key_folded`,
    values: [siteId],
  }
}

export function insertDetailField(siteId: number, field: DetailField, now: Date): Write {
  return {
    name: 'insert-detail-field',
    table: 'detail_fields',
    text: `insert into detail_fields (site_id, key_folded, key, label, type, description, created_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, foldCase(field.key), field.key, field.label, field.type, field.description, now],
  }
}

/** Label and description; key and type never change. */
export function updateDetailField(siteId: number, { key, label, description }: DetailField): Write {
  return {
    name: 'update-detail-field',
    table: 'detail_fields',
    text: 'update detail_fields set label = $3, description = $4 where site_id = $1 and key_folded = $2',
    values: [siteId, foldCase(key), label, description],
  }
}

/** Who has a value for a field, among the newest customers. */
export interface DetailValues {
  readonly people: number
  /** How many customers were looked at. */
  readonly looked: number
}

export function countDetailValues(siteId: number, key: string, lookMax: number): Query {
  return {
    name: '',
    text: `select count(*) filter (where details ~* $2)::int as people, count(*)::int as looked
      from (select details from customers where site_id = $1 order by customer_id desc limit $3) newest`,
    values: [siteId, `"${key}":`, lookMax],
  }
}

export function deleteDetailField(siteId: number, key: string): Write {
  return {
    name: 'delete-detail-field',
    table: 'detail_fields',
    text: 'delete from detail_fields where site_id = $1 and key_folded = $2',
    values: [siteId, foldCase(key)],
  }
}
