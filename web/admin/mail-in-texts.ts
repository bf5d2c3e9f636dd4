import { catalogue } from '../catalogue.ts'
import { useLanguage } from '../language.tsx'
import type { mailIn } from '../texts/en-mailboxes.ts'

/** What the pages about mails that arrive say, beside what the administration does: nobody else needs it. */
export const mailInTexts = catalogue<typeof mailIn>({
  en: async () => (await import('../texts/en-mailboxes.ts')).mailIn,
  de: async () => (await import('../texts/de-mailboxes.ts')).mailIn,
})

export const useMailInTexts = () => mailInTexts.in(useLanguage().language)
