import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { ImportTexts } from '../texts/en-import.ts'

/** What the pages of imports say, beside what the whole administration says. */
export const importTexts = catalogue<ImportTexts>({
  en: async () => (await import('../texts/en-import.ts')).importing,
  de: async () => (await import('../texts/de-import.ts')).importing,
})

export function useImportTexts(): ImportTexts {
  return importTexts.in(useLanguage().language)
}
