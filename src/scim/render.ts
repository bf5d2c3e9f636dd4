import { hash } from 'node:crypto'
import type { JsonObject } from '../model/identity/resource-filter.ts'
import type { GroupRow } from '../storage/identity/directory-groups.ts'
import type { UserGroups, UserRow } from '../storage/identity/directory-users.ts'
import type { MemberRow } from '../storage/identity/group-members.ts'
import { isoMoment } from '../storage/moment.ts'
import { schemasOf } from './schema/resource.ts'
import { GROUP, type ResourceType, USER } from './schema/schemas.ts'
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

/** Written by hand: a page of a hundred spent an eighth of its time here in JSON.stringify. */
function metaOf(row: Row, type: ResourceType, baseUrl: string): string {
  const created = isoMoment(row.createdAt)
  const changed = row.updatedAt === row.createdAt ? created : isoMoment(row.updatedAt)
  // Neither a URL nor a version holds anything to escape; a tag has quotation marks of its own.
  return `{"resourceType":"${type.name}","created":"${created}","lastModified":"${changed}","location":"${locationOf(baseUrl, type, row.id)}","version":"W/\\"${versionOf(row)}\\""}`
}

function assemble(row: Row, type: ResourceType, baseUrl: string, extra: string): string {
  return `{"id":"${row.id}",${row.resource.slice(1, -1)}${extra},"meta":${metaOf(row, type, baseUrl)}}`
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
  const groups = row.groups ? `,"groups":${withReferences(row.groups, baseUrl, shown)}` : ''
  return selected(assemble(row, type, baseUrl, groups), selection, type)
}

const idLength = 36

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

/** A group as JSON text, with the members that were read for it. */
export function renderGroup(
  row: GroupRow,
  members: readonly MemberRow[],
  baseUrl: string,
  selection: Selection,
): string {
  const list =
    members.length === 0
      ? ''
      : `,"members":[${members.map((member) => renderMember(member, baseUrl)).join(',')}]`
  return selected(assemble(row, GROUP, baseUrl, list), selection, GROUP)
}

/**
 * A group whose members are too many to hold: as `renderGroup` shows it, in pieces, with the members last.
 * @param pages the members as they are read
 */
export async function* renderGroupInPieces(
  row: GroupRow,
  pages: AsyncIterable<readonly MemberRow[]>,
  baseUrl: string,
  selection: Selection,
): AsyncIterable<string> {
  yield `${selected(assemble(row, GROUP, baseUrl, ''), selection, GROUP).slice(0, -1)},"members":[`
  let comma = ''
  for await (const page of pages) {
    const texts = page.flatMap((member) => renderSelected(member, baseUrl, selection) ?? [])
    if (texts.length === 0) continue
    yield comma + texts.join(',')
    comma = ','
  }
  yield ']}'
}

/** The sub-attributes of a member that are wanted; undefined when none is. */
function renderSelected(member: MemberRow, baseUrl: string, selection: Selection): string | undefined {
  const text = renderMember(member, baseUrl)
  if (selection.kind === 'default') return text
  const { members } = select({ members: [JSON.parse(text)] }, selection, GROUP)
  return Array.isArray(members) ? JSON.stringify(members[0]) : undefined
}

/** Ids are ours and need no escaping; a group of 50,000 members is written by joining texts. */
function renderMember({ id, type, display }: MemberRow, baseUrl: string): string {
  const shown = display === null ? '' : `,"display":${JSON.stringify(display)}`
  return `{"value":"${id}","$ref":"${locationOf(baseUrl, type === 'User' ? USER : GROUP, id)}"${shown},"type":"${type}"}`
}

/** JSON text; in pieces where the whole would be too long to hold. */
export type JsonText = string | JsonPieces
type JsonPieces = () => AsyncIterable<string> | Iterable<string>

/** A ListResponse around resources that are JSON texts already (RFC 7644 3.4.2). */
export function renderList(
  resources: readonly JsonText[],
  totalResults: number,
  place: { readonly startIndex: number } | { readonly nextCursor: string | undefined },
): JsonText {
  const position =
    'startIndex' in place
      ? `"startIndex":${place.startIndex},`
      : place.nextCursor === undefined
        ? ''
        : `"nextCursor":"${place.nextCursor}",`
  const head = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":${totalResults},${position}"itemsPerPage":${resources.length},"Resources":[`
  if (resources.every((resource) => typeof resource === 'string')) return `${head}${resources.join(',')}]}`
  return () => inPieces(head, resources)
}

/** Small pieces travel together: each chunk of an answer costs what many letters do. */
const pieceLength = 64 * 1024

async function* inPieces(head: string, resources: readonly JsonText[]): AsyncIterable<string> {
  let text = head
  for (const [n, resource] of resources.entries()) {
    if (n > 0) text += ','
    for await (const piece of typeof resource === 'string' ? [resource] : resource()) {
      text += piece
      if (text.length < pieceLength) continue
      yield text
      text = ''
    }
  }
  yield `${text}]}`
}
