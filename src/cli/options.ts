import { invalid } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'

/** The options that several commands share, and how their texts are read. */

export const siteOption = ['--site <slug>', 'the site; not needed when there is one'] as const
export const directoryOption = [
  '--directory <id or name>',
  'the directory; not needed when there is one',
] as const

/** Everything about people fits into one answer for most sites; what is longer continues with --after. */
export const peopleMax = '10000'
/** Records are read from the newest backwards. */
export const recordsMax = '50'
const limitMax = 10_000

export const limitOption = ['--limit <n>', `how many, 1 to ${limitMax}`] as const
export const afterOption = ['--after <id>', 'continue behind this one'] as const
export const beforeOption = ['--before <id>', 'continue with what is older than this one'] as const

export function readLimit(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > limitMax) throw invalid('limit', `must be a whole number from 1 to ${limitMax}.`)
  return limit
}

/** @throws DoorwardError naming the option when the text is no id of ours */
export function readId(option: string, text: string): string {
  if (!isResourceId(text)) {
    throw invalid(option, 'must be an id such as 01980b2e-5c1f-7d3a-9a43-0c6f2d5e8b17, as list shows it.')
  }
  return text
}

/** The same for a place to continue at; without one, the list's beginning. */
export function readPlace(option: 'after' | 'before', text: string | undefined, beginning: string): string {
  return text === undefined ? beginning : readId(option, text)
}

/** A page of rows that were read with one more than was asked for, to know whether more follow. */
export function cutPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; lastId: string | undefined } {
  const page = rows.slice(0, limit)
  return { rows: page, lastId: rows.length > limit ? page.at(-1)?.id : undefined }
}

/** What a person types to name this again. */
export function quoted(name: string): string {
  return /^[\w.@+-]+$/.test(name) ? name : `"${name.replace(/["\\$`]/g, '\\$&')}"`
}

/** @throws DoorwardError 'invalid' */
export function readYesOrNo(option: string, text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw invalid(option, 'must be yes or no.')
  return text === 'yes'
}
