import { catalogue } from './catalogue.ts'
import { useLanguage } from './language.tsx'
import type { SetUpTexts } from './texts/en-set-up.ts'

/** What the set-up page says, and the parts that it shares with the administration. */
export const setUpTexts = catalogue<SetUpTexts>({
  en: async () => (await import('./texts/en-set-up.ts')).setUp,
  de: async () => (await import('./texts/de-set-up.ts')).setUp,
})

export function useTexts(): SetUpTexts {
  return setUpTexts.in(useLanguage().language)
}
