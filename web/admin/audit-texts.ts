import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { Words } from '../texts/words.ts'

/** What the audit calls each thing that was done: only where it is listed. */
export const auditTexts = catalogue<Words>({
  en: async () => (await import('../texts/en-audit-actions.ts')).actions,
  de: async () => (await import('../texts/de-audit-actions.ts')).actions,
})

export function useAuditActions(): Words {
  return auditTexts.in(useLanguage().language)
}
