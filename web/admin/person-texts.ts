import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { erasing } from '../texts/en-erasing.ts'
import type { handing } from '../texts/en-handing.ts'
import type { merging } from '../texts/en-merging.ts'

interface PersonTexts {
  readonly erasing: typeof erasing
  readonly handing: typeof handing
  readonly merging: typeof merging
}

/** What is said about acts that only a person's page has, beside what the administration says: nobody else needs it. */
export const personTexts = catalogue<PersonTexts>({
  en: async () => ({
    ...(await import('../texts/en-erasing.ts')),
    ...(await import('../texts/en-handing.ts')),
    ...(await import('../texts/en-merging.ts')),
  }),
  de: async () => ({
    ...(await import('../texts/de-erasing.ts')),
    ...(await import('../texts/de-handing.ts')),
    ...(await import('../texts/de-merging.ts')),
  }),
})

export const usePersonTexts = () => personTexts.in(useLanguage().language)
