import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { DoorTexts } from '../texts/en-door.ts'

/** What the help centre's door and the own account behind it say. */
export const doorTexts = catalogue<DoorTexts>({
  en: async () => (await import('../texts/en-door.ts')).door,
  de: async () => (await import('../texts/de-door.ts')).door,
})

export function useTexts(): DoorTexts {
  return doorTexts.in(useLanguage().language)
}
