// The statuses that a site adds to the five.
import type { Status } from '../../model/desk/request.ts'
import type { Query, Write } from '../statement.ts'

export interface StatusRow {
  readonly id: string
  /** Which of the five it belongs to. */
  readonly category: Status
  readonly name: string
  readonly position: number
  readonly archivedAt: Date | null
}

const columns = `status_id as id, category, name, position, archived_at as "archivedAt"`

/** In order, archived ones too. */
export function listStatuses(siteId: number): Query {
  return {
    name: 'list-statuses',
    text: `select ${columns} from request_statuses where site_id = $1 order by position, status_id`,
    values: [siteId],
  }
}

/** The same, held until the change is done: one at a time adds or changes one. */
export function holdStatuses(siteId: number): Query {
  return {
    name: 'hold-statuses',
    text: `select ${columns} from request_statuses where site_id = $1 order by position, status_id for update`,
    values: [siteId],
  }
}

export function statusById(siteId: number, statusId: string): Query {
  return {
    name: 'status-by-id',
    text: `select ${columns} from request_statuses where site_id = $1 and status_id = $2`,
    values: [siteId, statusId],
  }
}

export function insertStatus(siteId: number, status: StatusRow): Write {
  return {
    name: 'insert-status',
    table: 'request_statuses',
    text: `insert into request_statuses (site_id, status_id, category, name, position) values ($1, $2, $3, $4, $5)`,
    values: [siteId, status.id, status.category, status.name, status.position],
  }
}

/** @param archivedAt null: it is to be had again */
export function updateStatus(siteId: number, { id, name, archivedAt }: StatusRow): Write {
  return {
    name: 'update-status',
    table: 'request_statuses',
    text: 'update request_statuses set name = $3, archived_at = $4 where site_id = $1 and status_id = $2',
    values: [siteId, id, name, archivedAt],
  }
}
