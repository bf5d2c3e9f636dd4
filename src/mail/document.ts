/** What a mail consists of, before it becomes plain text and HTML: only texts, so that nobody can forget to escape one. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What the mail is for: one link, as a button. */
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [label: string, value: string])[] }
  /** Said quietly, at the end. */
  | { readonly kind: 'note'; readonly text: string }

export interface MailDocument {
  readonly subject: string
  readonly blocks: readonly Block[]
  /** Why somebody gets it who may have no account. */
  readonly footer?: string
}

export interface Branding {
  readonly siteName: string
  readonly siteUrl: string
  /** `#rrggbb` */
  readonly accent: string
  /** In which moments are written, by its IANA name. */
  readonly timeZone: string
  /** How large the site's logo is, which comes along with the mail; undefined where the site has none. */
  readonly logo: { readonly width: number; readonly height: number } | undefined
  /** The site is a demonstration, which every mail says. */
  readonly isDemonstration?: boolean
}

const shownMax = 80

/** What no mail program shall make a link of or turn around. */
const plainly = (text: string) => text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '').trim()
const unlinked = (text: string) => text.replace(/([.:/@])(?=[^\s.])/g, '$1\u2060')

/** What somebody of the staff adds to a mail, line by line; the same rules but for its length, which was looked at when it came. */
export function shownLines(text: string): string {
  const lines = text.split(/[\n\u2028\u2029]+/).map((line) => plainly(line.replace(/\p{Cc}+/gu, ' ')))
  return unlinked(lines.filter((line) => line !== '').join('\n'))
}

/**
 * A value that somebody else chose, as it may stand in a mail: on one line, not longer than a name, turning nothing around,
 * and such that no mail program makes a link of it. Nobody shall be able to have this server write advertisements.
 */
export function shown(text: string): string {
  const line = plainly(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '))
  const letters = Array.from(
    new Intl.Segmenter().segment(line.slice(0, 40 * shownMax)),
    ({ segment }) => segment,
  )
  const cut = letters.length > shownMax ? `${letters.slice(0, shownMax - 1).join('')}…` : line
  return unlinked(cut)
}
