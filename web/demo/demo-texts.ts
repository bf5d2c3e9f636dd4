import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { DemoTexts } from '../texts/en-demo.ts'

/** What the control panel of the demonstration says: nobody else loads it. */
export const demoTexts = catalogue<DemoTexts>({
  en: async () => (await import('../texts/en-demo.ts')).demo,
  de: async () => (await import('../texts/de-demo.ts')).demo,
})

export function useDemoTexts(): DemoTexts {
  return demoTexts.in(useLanguage().language)
}
