// The filters of the queue that agents keep.
import type { Query, Write } from '../statement.ts'

export interface FilterRow {
  readonly id: string
  readonly name: string
  readonly staffId: string
  readonly owner: string
  readonly isShared: boolean
  readonly wanted: { readonly [name: string]: string }
}

const columns = `f.filter_id as id, f.name, f.staff_id as "staffId", 
  (select s.name from staff s where s.site_id = f.site_id and s.staff_id = f.staff_id) as owner, f.is_shared as "isShared", f.wanted`
const from = 'request_filters f'

/** One's own and those that others share, by name. */
export function filtersFor(siteId: number, staffId: string): Query {
  return {
    name: 'filters-for',
    text: `select ${columns} from ${from}
      where f.site_id = $1 and (f.staff_id = $2 or f.is_shared) order by lower(f.name), f.filter_id`,
    values: [siteId, staffId],
  }
}

/** One of them, held until the change is done. */
export function holdFilter(siteId: number, filterId: string): Query {
  return {
    name: 'hold-filter',
    text: `select ${columns} from ${from} where f.site_id = $1 and f.filter_id = $2 for update of f`,
    values: [siteId, filterId],
  }
}

export function insertFilter(siteId: number, filter: Omit<FilterRow, 'owner'>): Write {
  return {
    name: 'insert-filter',
    table: 'request_filters',
    text: `insert into request_filters (site_id, filter_id, staff_id, name, is_shared, wanted)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [siteId, filter.id, filter.staffId, filter.name, filter.isShared, JSON.stringify(filter.wanted)],
  }
}

export function updateFilter(siteId: number, { id, name, isShared, wanted }: FilterRow): Write {
  return {
    name: 'update-filter',
    table: 'request_filters',
    text: `update request_filters set name = $3, is_shared = $4, wanted = $5 where site_id = $1 and filter_id = $2`,
    values: [siteId, id, name, isShared, JSON.stringify(wanted)],
  }
}

export function deleteFilter(siteId: number, filterId: string): Write {
  return {
    name: 'delete-filter',
    table: 'request_filters',
    text: 'delete from request_filters where site_id = $1 and filter_id = $2',
    values: [siteId, filterId],
  }
}
