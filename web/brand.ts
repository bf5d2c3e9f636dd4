import { useSyncExternalStore } from 'react'
import mark from './images/mark.svg'

/** How the site looks and speaks that this page is for. */
export interface Brand {
  /** Undefined where no site answers yet. */
  readonly name: string | undefined
  /** Where the logo is. */
  readonly logo: string | undefined
  readonly languages: readonly string[]
  readonly language: string
  readonly timeZone: string | undefined
  /** Every page says so. */
  readonly isDemonstration: boolean
}

/** The server writes it into the document, so that the first page needs to ask for nothing. */
function ofDocument(): Brand {
  const { site, logo, languages, language, timeZone, demonstration } = document.documentElement.dataset
  return {
    name: site,
    logo,
    languages: languages?.split(' ') ?? ['en', 'de'],
    language: language ?? 'en',
    timeZone,
    isDemonstration: demonstration !== undefined,
  }
}

let present = ofDocument()
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const brand = () => present

export function useBrand(): Brand {
  return useSyncExternalStore(subscribe, brand)
}

interface Settings extends Pick<Brand, 'languages' | 'language'> {
  readonly name: string
  readonly logo: string | null
  readonly accent: string | null
  readonly timeZone: string
}

/** Somebody has just changed it on this page. */
export function rebrand({ accent, logo, ...rest }: Settings): void {
  const { dataset } = document.documentElement
  dataset.site = rest.name
  dataset.languages = rest.languages.join(' ')
  dataset.language = rest.language
  dataset.timeZone = rest.timeZone
  if (logo === null) delete dataset.logo
  else dataset.logo = logo
  present = ofDocument()
  for (const listener of listeners) listener()
  showAccent(accent)
  showIcon(logo)
}

/** Of the tab. */
function showIcon(logo: string | null): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  if (!icon) return
  icon.type = logo === null ? 'image/svg+xml' : 'image/png'
  icon.href = logo ?? mark
}

function showAccent(accent: string | null): void {
  const known = document.querySelector('#accent')
  known?.removeAttribute('id')
  if (accent === null) {
    known?.remove()
    return
  }
  // The document has the colours in itself; those that were just chosen come as a file, and the others stay until then.
  const sheet = document.createElement('link')
  sheet.rel = 'stylesheet'
  sheet.id = 'accent'
  sheet.href = `/brand/accent/${accent.slice(1)}.css`
  sheet.addEventListener('load', () => known?.remove())
  document.head.append(sheet)
}
