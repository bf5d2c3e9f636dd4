/** How a site looks and speaks. */
import { invalid } from './errors.ts'

/** The languages that the pages and mails know. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

export interface Branding {
  readonly name: string
  /** A colour as `#rrggbb`; null: Doorward's own. */
  readonly accent: string | null
  /** The digest of the logo; null: no logo. */
  readonly logoHash: string | null
  /** The languages that are offered, never none. */
  readonly languages: readonly Language[]
  /** For whoever has chosen none. */
  readonly language: Language
  /** By its IANA name. */
  readonly timeZone: string
}

export const brandingDefault: Omit<Branding, 'name'> = {
  accent: null,
  logoHash: null,
  languages,
  language: 'en',
  timeZone: 'UTC',
}

/** How long customers stay signed in, and the doors of the sign-in page besides its box, until somebody decides. */
export const portalDefaults = {
  customerIdleHours: 12,
  customerSessionDays: 7,
  companyChooser: false,
  customerPasswords: false,
  customerPasskeys: true,
  customerApiKeys: true,
  defaultDirectoryId: null,
} as const
export const customerIdleHoursMax = 720
export const customerSessionDaysMax = 90

export const accentPattern = /^#[0-9a-f]{6}$/

const timeZones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])

/** Whether a text is the IANA name of a time zone that dates can be shown in. */
export const isTimeZone = (text: string) => timeZones.has(text)

/** @returns null for Doorward's own */
export function readAccent(text: string): string | null {
  const accent = text.trim().toLowerCase()
  if (accent === 'none') return null
  if (!accentPattern.test(accent)) throw invalid('accent', 'must be a colour such as #3158b8, or none.')
  return accent
}

export function readLanguage(field: string, text: string): Language {
  const found = languages.find((known) => known === text.trim())
  if (!found) throw invalid(field, `must be one of ${languages.join(', ')}.`)
  return found
}

export function readTimeZone(text: string): string {
  if (!isTimeZone(text))
    throw invalid('time-zone', 'must be the IANA name of a time zone, such as Europe/Zurich.')
  return text
}

/** Where the logo of a site is served, under its own address. */
export const logoPath = (hash: string) => `/brand/logo/${hash}.png`

/** Where the colours of an accent are served; the address names the accent, so that it never means another one. */
export const accentPath = (accent: string) => `/brand/accent/${accent.slice(1)}.css`
