import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { ConsoleTexts } from '../texts/en-console.ts'

/** What the agent console says, beside what every page says. */
export const consoleTexts = catalogue<ConsoleTexts>({
  en: async () => (await import('../texts/en-console.ts')).desk,
  de: async () => (await import('../texts/de-console.ts')).desk,
})

export function useConsoleTexts(): ConsoleTexts {
  return consoleTexts.in(useLanguage().language)
}
