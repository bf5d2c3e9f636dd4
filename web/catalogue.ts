import type { Language } from './language.tsx'

/** Each language's words, not loaded yet. */
type Sources<Texts> = { readonly [language in Language]: () => Promise<Texts> }

/**
 * What a part of the pages says, loaded with that part: nobody loads the words of a face that they do not open. A page's part names
 * its catalogue (`page-part.ts`), so that it is there before the page is shown.
 */
export interface Catalogue<Texts> {
  /** Loads it in the language that is wanted now. */
  load(): Promise<void>
  /** It in a language in which it was loaded, or, while that is on its way, in another. */
  in(language: Language): Texts
}

let wanted: Language = 'en'
const opened = new Set<{ load(): Promise<void> }>()

/** @param sources by language, as dynamic imports */
export function catalogue<Texts>(sources: Sources<Texts>): Catalogue<Texts> {
  const loaded = new Map<Language, Texts>()
  const own: Catalogue<Texts> = {
    async load() {
      opened.add(own)
      while (!loaded.has(wanted)) {
        const language = wanted
        loaded.set(language, await sources[language]())
      }
    },
    in(language) {
      const texts = loaded.get(language) ?? [...loaded.values()].at(-1)
      if (texts === undefined) throw new Error('a page is shown before its words are there')
      return texts
    },
  }
  return own
}

/** Loads whatever is open in this language, and from now on every other part as well. */
export async function want(language: Language): Promise<void> {
  wanted = language
  await Promise.all([...opened].map((one) => one.load()))
}
