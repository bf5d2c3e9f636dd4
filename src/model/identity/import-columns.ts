// What the headings of a file mean. Sources:
// Zendesk, "Bulk importing users" (support.zendesk.com/hc/en-us/articles/4408893496218) and "Bulk importing organizations"
// (support.zendesk.com/hc/en-us/articles/4408885980186); Atlassian, "Import customer and organization details"
// (support.atlassian.com/jira-service-management-cloud/docs/import-customer-and-organization-details/), and the columns of
// the export that is common there, Account Id, Email, Display Name, Projects, Organizations (docs.appsvio.com/customer-details),
// and the lists of users of a site, "Export users" (confluence.atlassian.com/cloud/export-users-833925313.html:
// group_name,username,full_name,email,active,…; today User id,User name,email,User status,…).
import { invalid } from '../errors.ts'
import type { DetailField } from './detail-field.ts'
import { type ImportFormat, type ImportKind, importColumnsMax } from './import.ts'
import { foldCase } from './resource-filter.ts'

type Meaning = 'name' | 'address' | 'id' | 'role' | 'active' | 'organizations' | 'organization' | 'detail'

/** A column that something is taken from. */
export interface TakenColumn {
  readonly at: number
  readonly heading: string
  readonly meaning: Meaning
  /** With `detail`. */
  readonly field?: DetailField
}

export interface Headings {
  readonly format: ImportFormat
  /** How many columns there are. */
  readonly width: number
  readonly taken: readonly TakenColumn[]
  /** Headings that say nothing here. */
  readonly ignored: readonly string[]
}

const ofCustomers: { readonly [heading: string]: Meaning } = {
  name: 'name',
  'full name': 'name',
  full_name: 'name',
  'display name': 'name',
  address: 'address',
  email: 'address',
  'e-mail': 'address',
  'email address': 'address',
  id: 'id',
  role: 'role',
  organization: 'organization',
  organizations: 'organizations',
  'organization name': 'organizations',
}
/** A list of users of an Atlassian site: what else is known there, and says who is somebody no more. */
const ofSiteUsers: { readonly [heading: string]: Meaning } = {
  'user name': 'name',
  active: 'active',
  'user status': 'active',
}
const ofOrganizations: { readonly [heading: string]: Meaning } = {
  name: 'name',
  'organization name': 'name',
}

const siteUsers = /^(group_name|last_session|user id|user status)$/

/** Headings by which a file's origin is known; the first that fits. */
const signs: readonly (readonly [ImportFormat, RegExp])[] = [
  ['doorward', /^(standing|formeraddresses|fedby)$/],
  ['zendesk', /^(external_id|role|restriction|shared_comments|shared|tags|custom_fields\..+)$/],
  ['jira', /^(account id|full name|display name|organizations|organization name|projects)$/],
  ['jira', siteUsers],
]

const folded = (heading: string) => foldCase(heading.trim().replaceAll(/\s+/g, ' '))

/**
 * Reads the first row of a file.
 * @throws DoorwardError 'invalid', field `text`, naming the headings at fault
 */
export function readHeadings(
  kind: ImportKind,
  row: readonly string[],
  fields: readonly DetailField[],
): Headings {
  const width = row.findLastIndex((cell) => cell.trim() !== '') + 1
  if (width > importColumnsMax) {
    throw invalid('text', `must have at most ${importColumnsMax} columns, and has ${width}.`)
  }
  const headings = row.slice(0, width).map((cell) => shown(cell))
  requireDistinct(headings)
  const known = meaningsOf(kind, headings)
  const taken = headings.flatMap((heading, at) => {
    const column = meaningOf(kind, known, folded(heading), fields)
    return column ? [{ at, heading, ...column }] : []
  })
  requireComplete(kind, headings, taken)
  const at = new Set(taken.map((column) => column.at))
  const [format = 'plain'] = signs.find(([, sign]) => headings.some((one) => sign.test(folded(one)))) ?? []
  return {
    format,
    width,
    taken,
    ignored: headings.filter((heading, n) => heading !== '' && !at.has(n)),
  }
}

const headingMax = 100
/** A heading as people see it again; what cannot be read in it is no matter. */
const shown = (cell: string) =>
  cell
    .replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, headingMax)

function meaningsOf(kind: ImportKind, headings: readonly string[]): { readonly [heading: string]: Meaning } {
  if (kind === 'organizations') return ofOrganizations
  return headings.some((one) => siteUsers.test(folded(one)))
    ? { ...ofCustomers, ...ofSiteUsers }
    : ofCustomers
}

function meaningOf(
  kind: ImportKind,
  known: { readonly [heading: string]: Meaning },
  heading: string,
  fields: readonly DetailField[],
): Pick<TakenColumn, 'meaning' | 'field'> | undefined {
  if (Object.hasOwn(known, heading)) return { meaning: known[heading] as Meaning }
  if (kind === 'organizations') return undefined
  const key = heading.replace(/^custom_fields\./, '')
  const field =
    fields.find((one) => foldCase(one.key) === key) ?? fields.find((one) => folded(one.label) === heading)
  return field && { meaning: 'detail', field }
}

function requireDistinct(headings: readonly string[]): void {
  const seen = new Set<string>()
  for (const heading of headings) {
    const name = folded(heading)
    if (name === '') continue
    if (seen.has(name))
      throw invalid('text', `has the heading ${heading} twice. Rename one of them, or take it out.`)
    seen.add(name)
  }
}

function requireComplete(kind: ImportKind, headings: readonly string[], taken: readonly TakenColumn[]): void {
  const needed = kind === 'customers' ? 'address' : 'name'
  const hints = { address: 'address, Email or email', name: 'name or Organization Name' }
  if (!taken.some(({ meaning }) => meaning === needed)) {
    const found = headings.filter((one) => one !== '').slice(0, 10)
    throw invalid(
      'text',
      `must have the heading ${hints[needed]} in its first row, which has ${found.length === 0 ? 'none' : found.join(', ')}.`,
    )
  }
  for (const column of taken) {
    const same = taken.find((one) => one.at < column.at && isSame(one, column))
    if (same)
      throw invalid(
        'text',
        `has two columns for the same: ${same.heading} and ${column.heading}. Take one out.`,
      )
  }
}

function isSame(one: TakenColumn, other: TakenColumn): boolean {
  const plain = (meaning: Meaning) => (meaning === 'organization' ? 'organizations' : meaning)
  return plain(one.meaning) === plain(other.meaning) && one.field?.key === other.field?.key
}
