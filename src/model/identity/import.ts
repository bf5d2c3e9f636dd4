// Customers and organizations that come in a file: its kinds, its states, and what becomes of each row, in the words of people.
import { type AccessDecision, sayAccess } from './access-policy.ts'
import type { Details } from './detail-field.ts'

export const importKinds = ['customers', 'organizations'] as const
export type ImportKind = (typeof importKinds)[number]

export const importStates = ['checking', 'checked', 'applying', 'applied', 'cancelled'] as const
export type ImportState = (typeof importStates)[number]

/** What a row does. Skipped: it is about nobody who could be a customer, and nothing is wrong with it. */
export const importVerdicts = ['create', 'change', 'same', 'refused', 'skipped'] as const
export type ImportVerdict = (typeof importVerdicts)[number]

/** Whose headings a file has; `plain` where no more than name and address says so. */
export const importFormats = ['doorward', 'zendesk', 'jira', 'plain'] as const
export type ImportFormat = (typeof importFormats)[number]

/** As much as one file may hold. */
export const importRowsMax = 100_000
export const importColumnsMax = 200
/** So long an import is kept, with its rows. */
export const importKeptMs = 7 * 24 * 60 * 60 * 1000
/** As many are kept of a site at once. */
export const importsMax = 50

/** Why a row is refused or skipped, besides what the access policy says. */
const ownReasons = [
  'no-address',
  'not-an-address',
  'no-name',
  'name-too-long',
  'unreadable',
  'too-many-cells',
  'twice',
  'detail-invalid',
  'staff-role',
  'inactive-there',
  'claimed-by-several',
  'address-differs',
] as const
export type ImportReason = (typeof ownReasons)[number] | AccessDecision['reason']

/** What of a row is left out although the row itself is good. */
export const importNotes = ['organization-unknown', 'managed-name', 'managed-details', 'erased'] as const
export type ImportNote = (typeof importNotes)[number]

/** What was read of a row. */
export interface ImportedRow {
  readonly name?: string
  readonly address?: string
  /** The customer that a file of ours names. */
  readonly id?: string
  readonly organizations?: readonly string[]
  /** Commas stood between them: one of the names may have had commas itself. */
  readonly byCommas?: true
  readonly details?: Details
}

/** A row's verdict, and why it is so. */
export interface Verdict {
  readonly verdict: ImportVerdict
  readonly reason?: ImportReason
  /** What the reason speaks of. */
  readonly by?: string
  readonly notes?: readonly ImportNote[]
}

export const refusedRow = (reason: ImportReason, by?: string): Verdict =>
  by === undefined ? { verdict: 'refused', reason } : { verdict: 'refused', reason, by }

const sentences: { readonly [reason in (typeof ownReasons)[number]]: (by: string) => string } = {
  'no-address': () => 'There is no e-mail address.',
  'not-an-address': () => 'That is no e-mail address such as ann@globex.com.',
  'no-name': () => 'There is no name.',
  'name-too-long': () => 'The name has more than 200 characters.',
  unreadable: (by) =>
    `${by} holds characters that nobody can read: the file was saved in another encoding, or is damaged.`,
  'too-many-cells': () =>
    'The row has more cells than there are headings: a text with a separator in it needs quotes.',
  twice: (by) => `Row ${by} has the same already.`,
  'detail-invalid': (by) => `The value does not fit the detail field ${by}.`,
  'staff-role': (by) => `The role is ${by}: only people who ask for help are imported.`,
  'inactive-there': (by) => `The file says that this person is not active there: ${by}.`,
  'claimed-by-several': () => 'Several customers claim this address, and nobody holds it.',
  'address-differs': (by) => `The customer of this id has ${by} now. Change the address at the person.`,
}

/** As a person would say it. @param by what the reason speaks of */
export function sayReason(reason: ImportReason, by: string | null): string {
  if (reason in sentences) return sentences[reason as keyof typeof sentences](by ?? '')
  return sayAccess({ outcome: 'refuse', reason: reason as AccessDecision['reason'], by: by ?? '' })
}

const noteSentences: { readonly [note in ImportNote]: string } = {
  'organization-unknown': 'An organization that this site does not have is left out: bring or make it first.',
  'managed-name': 'A directory manages this person: the name stays.',
  'managed-details': 'A directory manages this person: the details stay.',
  erased: 'Somebody who was erased had this address: the person comes in when a case is decided.',
}

export function sayNote(note: ImportNote): string {
  return noteSentences[note]
}

/** Where a verdict is counted. */
export const countOf = {
  create: 'creates',
  change: 'changes',
  same: 'same',
  refused: 'refused',
  skipped: 'skipped',
} as const satisfies { readonly [verdict in ImportVerdict]: string }

export type ImportCounts = { readonly [verdict in ImportVerdict]: number }

/** What is counted anew when these verdicts come instead of those. */
export function countedVerdicts(
  come: readonly ImportVerdict[],
  go: readonly ImportVerdict[] = [],
): ImportCounts {
  const counts = { create: 0, change: 0, same: 0, refused: 0, skipped: 0 }
  for (const verdict of come) counts[verdict]++
  for (const verdict of go) counts[verdict]--
  return counts
}
