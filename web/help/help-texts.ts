import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { HelpTexts } from '../texts/en-help.ts'

/** What the help centre says, beside what every page says. */
export const helpTexts = catalogue<HelpTexts>({
  en: async () => (await import('../texts/en-help.ts')).help,
  de: async () => (await import('../texts/de-help.ts')).help,
})

export function useHelpTexts(): HelpTexts {
  return helpTexts.in(useLanguage().language)
}
