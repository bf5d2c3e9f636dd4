import { catalogue } from './catalogue.ts'
import type { Texts } from './texts/en.ts'

/** What the administration says, beside what every page says. */
export const staffTexts = catalogue<Texts>({
  en: async () => (await import('./texts/en.ts')).en,
  de: async () => (await import('./texts/de.ts')).de,
})
