import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { moving } from '../texts/en-moving.ts'

/** What is said about moving a domain, beside what the administration does: nobody else needs it. */
export const movingTexts = catalogue<typeof moving>({
  en: async () => (await import('../texts/en-moving.ts')).moving,
  de: async () => (await import('../texts/de-moving.ts')).moving,
})

export const useMovingTexts = () => movingTexts.in(useLanguage().language)
