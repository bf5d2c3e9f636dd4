import { useLanguage as useCurrentLanguage } from '../language.tsx'
import { staffTexts } from '../staff-texts.ts'
import type { Texts } from '../texts/en.ts'

/** The language of the pages, and everything that the administration says in it. */
export function useLanguage() {
  const words = useCurrentLanguage()
  return { ...words, texts: staffTexts.in(words.language) }
}

export function useTexts(): Texts {
  return useLanguage().texts
}
