import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { SettingsTexts } from '../texts/en-site-parts.ts'

/** What parts of the settings say, beside what the administration does: nobody else needs it. */
export const settingsTexts = catalogue<SettingsTexts>({
  en: () => import('../texts/en-site-parts.ts'),
  de: () => import('../texts/de-site-parts.ts'),
})

export const useSettingsTexts = () => settingsTexts.in(useLanguage().language)
