import { hash } from 'node:crypto'
import type { JsonObject } from '../model/identity/resource-filter.ts'
import { idLength, momentLength, writeId, writeMoment } from '../storage/binary.ts'
import type { UserGroups, UserRow } from '../storage/identity/directory-users.ts'
import { type PageResource, PageUser } from '../storage/identity/page-rows.ts'
import { isoMoment } from '../storage/moment.ts'
import { JsonWriter } from './json-writer.ts'
import { schemasOf } from './schema/resource.ts'
import { GROUP, type ResourceType } from './schema/schemas.ts'
import { type Selection, select } from './schema/selection.ts'

/**
 * How a resource is stored: JSON text that begins with its schemas and lacks only what the server adds. It is answered
 * by adding that around it, so that a resource is neither parsed nor written again for the usual answer.
 */
export function stored(resource: JsonObject, type: ResourceType): string {
  return JSON.stringify({ schemas: schemasOf(resource, type), ...resource })
}

/** The inverse of `stored`: the resource as PATCH and filters work on it. */
export function unstored(text: string): JsonObject {
  const { schemas: _schemas, ...resource } = JSON.parse(text) as JsonObject
  return resource
}

/**
 * A weak entity tag; the same text is `meta.version` (RFC 7644 3.14). A user's `groups` are part of the answer and change
 * without a write of the user, so where they are shown the tag has a second part that speaks of them.
 */
export const etagOf = (row: Versioned) => `W/"${versionOf(row)}"`

interface Versioned {
  readonly version: string
  readonly groups?: UserGroups | null
}

const versionOf = ({ version, groups }: Versioned) =>
  groups ? `${version}-${digestOf(typeof groups === 'string' ? groups : `[${groups.join(', ')}]`)}` : version

const digestOf = (text: string) => hash('sha1', text, 'base64url').slice(0, 11)

export function locationOf(baseUrl: string, type: ResourceType, id: string): string {
  return `${baseUrl}${type.endpoint}/${id}`
}

type Row = Pick<UserRow, 'id' | 'resource' | 'version' | 'createdAt' | 'updatedAt'>

/**
 * What stands between the id, the attributes, the moments, the id again and the version of a resource. Neither a URL nor a version
 * holds anything to escape; a tag has quotation marks of its own.
 */
const partsOf = (type: ResourceType, baseUrl: string) =>
  [
    '{"id":"',
    '",',
    `,"meta":{"resourceType":"${type.name}","created":"`,
    '","lastModified":"',
    `","location":"${locationOf(baseUrl, type, '')}`,
    '","version":"W/\\"',
    '\\""}}',
  ] as const

/** What stands before and behind what a resource has beside its stored attributes: a user's groups, a group's members. */
type Around = readonly [before: string, after: string]

/** Written by hand: a page of a hundred spent an eighth of its time in JSON.stringify. */
function assemble(row: Row, type: ResourceType, baseUrl: string): Around {
  const [id, attributes, created, changed, location, version, end] = partsOf(type, baseUrl)
  const createdAt = isoMoment(row.createdAt)
  const updatedAt = row.updatedAt === row.createdAt ? createdAt : isoMoment(row.updatedAt)
  return [
    `${id}${row.id}${attributes}${row.resource.slice(1, -1)}`,
    `${created}${createdAt}${changed}${updatedAt}${location}${row.id}${version}${versionOf(row)}${end}`,
  ]
}

/** The same of what a caller is shown. */
export function partsAround(row: Row, baseUrl: string, selection: Selection, type: ResourceType): Around {
  const parts = assemble(row, type, baseUrl)
  if (selection.kind === 'default') return parts
  const { meta, ...attributes } = select(JSON.parse(parts.join('')) as JsonObject, selection, type)
  const end = meta === undefined ? '}' : `,"meta":${JSON.stringify(meta)}}`
  return [JSON.stringify(attributes).slice(0, -1), end]
}

function selected(text: string, selection: Selection, type: ResourceType): string {
  if (selection.kind === 'default') return text
  return JSON.stringify(select(JSON.parse(text) as JsonObject, selection, type))
}

/**
 * A user as JSON text. `groups` appears when the row brought them and there are any.
 * @param shown what users of the same page had written of their groups
 */
export function renderUser(
  row: UserRow,
  baseUrl: string,
  selection: Selection,
  type: ResourceType,
  shown: ShownGroups = new Map(),
): string {
  const [before, after] = assemble(row, type, baseUrl)
  return selected(`${before}${groupsTextOf(row, baseUrl, shown)}${after}`, selection, type)
}

const groupsTextOf = ({ groups }: UserRow, baseUrl: string, shown: ShownGroups) =>
  groups ? `,"groups":${withReferences(groups, baseUrl, shown)}` : ''

/** Writes users of one page, each as `renderUser` shows it. */
export function userWriter(
  baseUrl: string,
  selection: Selection,
  type: ResourceType,
): (row: UserRow, into: JsonWriter) => void {
  const shown: ShownGroups = new Map()
  const write = pageWriter(baseUrl, type)
  return (row, into) => {
    if (!(row instanceof PageUser) || selection.kind !== 'default') {
      into.text(renderUser(row, baseUrl, selection, type, shown))
      return
    }
    write(row, into, () => {
      if (row.groups) into.text(groupsTextOf(row, baseUrl, shown))
    })
  }
}

/**
 * Writes resources of one page as they are by default, from their bytes.
 * @returns what writes one; what it has beside its stored attributes is written by `more`
 */
export function pageWriter(
  baseUrl: string,
  type: ResourceType,
): (row: PageResource, into: JsonWriter, more: () => void) => void {
  const [id, attributes, created, changed, location, version, end] = partsOf(type, baseUrl)
  // What is the same for all, with blanks for what is not.
  const blank = ' '.repeat(idLength)
  const noMoment = ' '.repeat(momentLength)
  const head = Buffer.from(id + blank + attributes)
  const meta = Buffer.from(created + noMoment + changed + noMoment + location + blank + version)
  const changedAt = created.length + momentLength + changed.length
  const idInMetaAt = meta.length - version.length - idLength
  const ends = new Map<string, Buffer>()
  const endOf = (tag: string) => {
    const known = ends.get(tag) ?? Buffer.from(tag + end)
    ends.set(tag, known)
    return known
  }
  return (row, into, more) => {
    const { bytes } = row
    const headAt = into.copy(head)
    writeId(bytes, row.idAt, into.bytes, headAt + id.length)
    into.copy(bytes.subarray(row.resourceAt + 1, row.resourceEnd - 1))
    more()
    const metaAt = into.copy(meta)
    writeMoment(bytes, row.createdAtAt, into.bytes, metaAt + created.length)
    writeMoment(bytes, row.updatedAtAt, into.bytes, metaAt + changedAt)
    writeId(bytes, row.idAt, into.bytes, metaAt + idInMetaAt)
    into.copy(endOf(versionOf(row)))
  }
}

/** By entry of a user's groups, how it is answered. */
export type ShownGroups = Map<string, string>

/** Reads the entries of a user's `groups`. Where everybody of a page is in a hundred groups, each is written once. */
function withReferences(groups: UserGroups, baseUrl: string, shown: ShownGroups): string {
  const entries =
    typeof groups === 'string'
      ? (JSON.parse(groups) as string[]).map((entry) => JSON.stringify(entry))
      : groups
  const listed = entries.map((entry) => {
    const known = shown.get(entry)
    if (known !== undefined) return known
    // Behind a quotation mark; a name stays as JSON escapes it.
    const id = entry.slice(1, 1 + idLength)
    const type = entry[1 + idLength] === 'd' ? 'direct' : 'indirect'
    const text = `{"value":"${id}","$ref":"${locationOf(baseUrl, GROUP, id)}","display":"${entry.slice(2 + idLength)},"type":"${type}"}`
    shown.set(entry, text)
    return text
  })
  return `[${listed.join(',')}]`
}

/** JSON text, or its bytes; in pieces where the whole would be too long to hold. */
export type Json = string | Buffer | JsonPieces
type JsonPieces = () => AsyncIterable<string | Buffer> | Iterable<string | Buffer>

/** A resource of a list: what writes it, or its pieces. */
export type ListedResource = WrittenResource | (() => AsyncIterable<Buffer>)

interface WrittenResource {
  readonly write: (into: JsonWriter) => void
  /** About how long it is, where that is known. */
  readonly length?: number
  /** With the others of its list it is too long to hold. */
  readonly isLong: boolean
}

const isLong = (resource: ListedResource) => typeof resource === 'function' || resource.isLong

/** A user of the benchmark takes six hundred bytes. */
const likelyLength = 700

/** A ListResponse around resources that are JSON already (RFC 7644 3.4.2). */
export function renderList(
  resources: readonly ListedResource[],
  totalResults: number,
  place: { readonly startIndex: number } | { readonly nextCursor: string | undefined },
): Json {
  const position =
    'startIndex' in place
      ? `"startIndex":${place.startIndex},`
      : place.nextCursor === undefined
        ? ''
        : `"nextCursor":"${place.nextCursor}",`
  const head = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${totalResults},${position}"itemsPerPage":${resources.length},"Resources":[`
  if (resources.some(isLong)) return () => inPieces(head, resources)
  const length = resources.reduce((sum, one) => sum + (one.length || likelyLength), 0)
  const whole = new JsonWriter(head.length + 2 + length)
  whole.text(head)
  let isFirst = true
  for (const resource of resources) {
    if (!isFirst) whole.comma()
    isFirst = false
    if (typeof resource === 'object') resource.write(whole)
  }
  whole.text(']}')
  return whole.end()
}

/** Small pieces travel together: each chunk of an answer costs what many letters do. */
const pieceLength = 64 * 1024

async function* inPieces(head: string, resources: readonly ListedResource[]): AsyncIterable<Buffer> {
  const piece = new JsonWriter(2 * pieceLength)
  piece.text(head)
  for (const [n, resource] of resources.entries()) {
    if (n > 0) piece.comma()
    if (typeof resource === 'object') resource.write(piece)
    else {
      for await (const bytes of resource()) {
        piece.copy(bytes)
        if (piece.length >= pieceLength) yield piece.take()
      }
    }
    if (piece.length >= pieceLength) yield piece.take()
  }
  piece.text(']}')
  yield piece.take()
}
