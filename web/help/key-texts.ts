import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { KeyTexts } from '../texts/en-own-keys.ts'

/** What the own account says of API keys: nobody else loads it. */
export const keyTexts = catalogue<KeyTexts>({
  en: async () => (await import('../texts/en-own-keys.ts')).ownKeys,
  de: async () => (await import('../texts/de-own-keys.ts')).ownKeys,
})

export function useKeyTexts(): KeyTexts {
  return keyTexts.in(useLanguage().language)
}
