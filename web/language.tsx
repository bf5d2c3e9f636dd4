import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { brand } from './brand.ts'
import { catalogue, want } from './catalogue.ts'
import type { SharedTexts } from './texts/en-shared.ts'

const languages = ['en', 'de'] as const
/** The browser's own variant of a language, for dates and numbers: British English writes them otherwise than American. */
export function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language
}

export type Language = (typeof languages)[number]

const key = 'doorward-language'

interface Words {
  readonly language: Language
  setLanguage(language: Language): Promise<void>
}

/** What every page may say. Each face has its own catalogue beside it. */
const shared = catalogue<SharedTexts>({
  en: async () => (await import('./texts/en-shared.ts')).shared,
  de: async () => (await import('./texts/de-shared.ts')).shared,
})

const LanguageContext = createContext<Words | undefined>(undefined)

/** The languages that the site offers. */
export const offered = () => languages.filter((language) => brand().languages.includes(language))

/** The person's choice, else the first language of the browser that the site offers, else the site's own. */
function preferred(): Language {
  const wanted = [localStorage.getItem(key) ?? '', ...navigator.languages, brand().language]
  const known = wanted.map((tag) => offered().find((language) => tag.startsWith(language)))
  return known.find((language) => language !== undefined) ?? 'en'
}

/** Loads what every page says, in the language that the first page is shown in. */
export async function loadLanguage(): Promise<Language> {
  const language = preferred()
  await want(language)
  await shared.load()
  return language
}

/** @param props.first the language that the first page is shown in, loaded before it is */
export function LanguageProvider({ first, children }: { first: Language; children: ReactNode }) {
  const [language, setCurrent] = useState(first)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const setLanguage = async (chosen: Language) => {
    localStorage.setItem(key, chosen)
    await want(chosen)
    setCurrent(chosen)
  }
  return <LanguageContext value={{ language, setLanguage }}>{children}</LanguageContext>
}

export function useLanguage(): Words {
  const words = useContext(LanguageContext)
  if (!words) throw new Error('a page stands outside of its language')
  return words
}

export function useTexts(): SharedTexts {
  return shared.in(useLanguage().language)
}
