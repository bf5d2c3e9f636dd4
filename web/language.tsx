import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { brand } from './brand.ts'
import type { Texts } from './texts/en.ts'

const languages = ['en', 'de'] as const
/** The browser's own variant of a language, for dates and numbers: British English writes them otherwise than American. */
export function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language
}

export type Language = (typeof languages)[number]

const key = 'doorward-language'

interface Current {
  readonly language: Language
  readonly texts: Texts
}

interface Words extends Current {
  setLanguage(language: Language): Promise<void>
}

const LanguageContext = createContext<Words | undefined>(undefined)

/** The languages that the site offers. */
export const offered = () => languages.filter((language) => brand().languages.includes(language))

/** The person's choice, else the first language of the browser that the site offers, else the site's own. */
function preferred(): Language {
  const wanted = [localStorage.getItem(key) ?? '', ...navigator.languages, brand().language]
  const known = wanted.map((tag) => offered().find((language) => tag.startsWith(language)))
  return known.find((language) => language !== undefined) ?? 'en'
}

/** Only the catalogue that is read is loaded. */
async function load(language: Language): Promise<Current> {
  const texts = language === 'de' ? (await import('./texts/de.ts')).de : (await import('./texts/en.ts')).en
  return { language, texts }
}

export function loadLanguage(): Promise<Current> {
  return load(preferred())
}

/** @param props.first the language that the first page is shown in, loaded before it is */
export function LanguageProvider({ first, children }: { first: Current; children: ReactNode }) {
  const [current, setCurrent] = useState(first)
  useEffect(() => {
    document.documentElement.lang = current.language
  }, [current.language])
  const setLanguage = async (language: Language) => {
    localStorage.setItem(key, language)
    setCurrent(await load(language))
  }
  return <LanguageContext value={{ ...current, setLanguage }}>{children}</LanguageContext>
}

export function useLanguage(): Words {
  const words = useContext(LanguageContext)
  if (!words) throw new Error('a page stands outside of its language')
  return words
}

export function useTexts(): Texts {
  return useLanguage().texts
}
