import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { portalSetup } from '../texts/en-portals.ts'

/** What the pages about portals say, beside what the administration does: nobody else needs it. */
export const portalTexts = catalogue<typeof portalSetup>({
  en: async () => (await import('../texts/en-portals.ts')).portalSetup,
  de: async () => (await import('../texts/de-portals.ts')).portalSetup,
})

export const usePortalTexts = () => portalTexts.in(useLanguage().language)
