import { CallFailed } from '../api-client.ts'
import type { SharedTexts } from '../texts/en-shared.ts'

/** What the server refused, by the field that it names, in the words of the catalogue. */
export function fieldErrors(error: Error | null, words: SharedTexts['errors']) {
  const refused = error instanceof CallFailed ? (error.problem?.errors ?? []) : []
  // The server's sentence goes on behind the field's name.
  const alone = (detail: string) => detail.replace(/^./, (first) => first.toUpperCase())
  return {
    /** What is wrong with a field, as a sentence. */
    errorOf(field: string): string | undefined {
      const found = refused.find((one) => one.field === field)
      if (!found) return undefined
      const { rule, limit = 0, detail } = found
      const known = words.byField[`${field}.${rule}`] ?? words.byRule[rule]?.(limit)
      return known ?? alone(detail)
    },
    /** The same in the server's own words, where a rule can be broken in several ways that the catalogue does not tell apart. */
    detailOf(field: string): string | undefined {
      const found = refused.find((one) => one.field === field)
      return found && alone(found.detail)
    },
    /** What went wrong beside the fields of the form. */
    otherError: refused.length > 0 ? null : error,
  }
}
