import { CallFailed } from '../api-client.ts'
import type { SharedTexts } from '../texts/en-shared.ts'

/** What the server refused, by the field that it names, in the words of the catalogue. */
export function fieldErrors(error: Error | null, words: SharedTexts['errors']) {
  const refused = error instanceof CallFailed ? (error.problem?.errors ?? []) : []
  return {
    /**
     * What is wrong with a field, as a sentence.
     * @param own by rule, where the form means something else by it than the catalogue does
     */
    errorOf(field: string, own: Readonly<Record<string, string>> = {}): string | undefined {
      const found = refused.find((one) => one.field === field)
      if (!found) return undefined
      const { rule, limit = 0, detail } = found
      const known = own[rule] ?? words.byField[`${field}.${rule}`] ?? words.byRule[rule]?.(limit)
      // The server's sentence goes on behind the field's name.
      return known ?? detail.replace(/^./, (first) => first.toUpperCase())
    },
    /** What went wrong beside the fields of the form. */
    otherError: refused.length > 0 ? null : error,
  }
}
