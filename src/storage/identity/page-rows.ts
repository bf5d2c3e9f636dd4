/**
 * Rows of a page of users or groups, as they come in binary: who takes them on need not make texts of them first. PostgreSQL spends as
 * much on writing a page's ids and moments as texts as on finding its rows, and our process as much again on reading them.
 */
import { bigintAt, idAt, momentAt } from '../binary.ts'
import type { GroupRow } from './directory-groups.ts'
import type { UserGroups, UserRow } from './directory-users.ts'
import { type MemberRun, readMember } from './member-rows.ts'

/** Columns that all rows have first, and those of resources behind them. `more` is null in a resource's row. */
const columns = ['id', 'text', 'more', 'version', 'created_at', 'updated_at'] as const

/** What a page selects of its resources. */
const pageColumns = (alias: string, key: string) =>
  `${alias}.${key} as id, ${alias}.resource as text, null::bytea as more, ${alias}.version, ${alias}.created_at, ${alias}.updated_at`
export const pageUserColumns = pageColumns('u', 'user_id')
export const pageGroupColumns = pageColumns('g', 'group_id')

export const pageColumnNames = columns.join(', ')

const lengthLength = 4
const uuidLength = 16
const textLengthAt = lengthLength + uuidLength
const textAt = textLengthAt + lengthLength
const bigintLength = 8

/** A user or a group of a page. What is not asked for is not made a text of. */
export class PageResource {
  readonly bytes: Buffer
  readonly #at: number
  readonly #textEnd: number
  #id: string | undefined

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.#at = at
    this.#textEnd = at + textAt + bytes.readInt32BE(at + textLengthAt)
  }

  /** Where in `bytes` the id is, and what stands behind it. */
  get idAt(): number {
    return this.#at + lengthLength
  }

  get resourceAt(): number {
    return this.#at + textAt
  }

  get resourceEnd(): number {
    return this.#textEnd
  }

  get createdAtAt(): number {
    return this.#textEnd + 3 * lengthLength + bigintLength
  }

  get updatedAtAt(): number {
    return this.createdAtAt + bigintLength + lengthLength
  }

  get id(): string {
    this.#id ??= idAt(this.bytes, this.idAt)
    return this.#id
  }

  get resource(): string {
    return this.bytes.toString('utf8', this.resourceAt, this.resourceEnd)
  }

  get version(): string {
    return String(bigintAt(this.bytes, this.#textEnd + 2 * lengthLength))
  }

  get createdAt(): string {
    return momentAt(this.bytes, this.createdAtAt)
  }

  get updatedAt(): string {
    return momentAt(this.bytes, this.updatedAtAt)
  }
}

export class PageUser extends PageResource implements UserRow {
  groups?: UserGroups | null
}

export class PageGroup extends PageResource implements GroupRow {
  members?: readonly MemberRun[]
}

/** In which groups a user is directly. */
export interface MembershipsRow {
  readonly kind: 'memberships'
  readonly userId: string
  /** Their ids in a row. */
  readonly groupIds: Buffer
}

/** A group around one that somebody is in, or that one itself. */
export interface AroundRow {
  readonly kind: 'around'
  readonly inner: GroupKey
  /** As `groupsText` lists it for whoever is in `inner`. */
  readonly entry: string
}

export type PageRow = PageUser | MembershipsRow | AroundRow

/** The sixteen bytes of a group's id, as a text of as many letters. */
export type GroupKey = string

export const keyAt = (bytes: Buffer, n: number): GroupKey =>
  bytes.toString('latin1', n * uuidLength, (n + 1) * uuidLength)

export const idOfKey = (key: GroupKey): string => idAt(Buffer.from(key, 'latin1'), 0)

export const countOfKeys = (groupIds: Buffer): number => groupIds.length / uuidLength

/** Where `more` of a row begins. */
const moreAtOf = (bytes: Buffer, at: number) =>
  at + textAt + Math.max(0, bytes.readInt32BE(at + textLengthAt))

const isResource = (bytes: Buffer, at: number) => bytes.readInt32BE(moreAtOf(bytes, at)) < 0

/** A group's row; or a group's id, and a member of it. */
export function readGroupPageRow(
  bytes: Buffer,
  at: number,
  last: unknown,
): PageGroup | MemberRun | undefined {
  return isResource(bytes, at) ? new PageGroup(bytes, at) : readMember(bytes, at, last)
}

/**
 * A user's row; or a user's id and the ids of its groups; or a group's id, the name of one around it as JSON, and that one's id.
 */
export function readPageRow(bytes: Buffer, at: number): PageRow {
  const idFrom = at + lengthLength
  if (isResource(bytes, at)) return new PageUser(bytes, at)
  const textLength = bytes.readInt32BE(at + textLengthAt)
  const moreAt = moreAtOf(bytes, at)
  const moreLength = bytes.readInt32BE(moreAt)
  const more = bytes.subarray(moreAt + lengthLength, moreAt + lengthLength + moreLength)
  if (textLength < 0) return { kind: 'memberships', userId: idAt(bytes, idFrom), groupIds: more }
  const inner = bytes.subarray(idFrom, idFrom + uuidLength)
  const how = inner.equals(more) ? 'd' : 'i'
  // JSON begins with a quotation mark, and so does the entry.
  const name = bytes.toString('utf8', at + textAt + 1, at + textAt + textLength)
  return { kind: 'around', inner: keyAt(inner, 0), entry: `"${idAt(more, 0)}${how}${name}` }
}
