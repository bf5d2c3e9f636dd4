import type { Logo } from '../storage/site/logos.ts'

/** The part of a mail that is the site's logo, as its HTML names it (RFC 2392). */
export const logoCid = 'logo@doorward'

/** No mail shows it larger, in pixels. */
const widthMax = 240
const heightMax = 40

/** How large a mail shows a logo: never larger than it is. */
export function shownSize({ width, height }: Pick<Logo, 'width' | 'height'>): {
  width: number
  height: number
} {
  const scale = Math.min(1, widthMax / width, heightMax / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

const named = `src="cid:${logoCid}"`

export const namesLogo = (html: string) => html.includes(named)

/**
 * The HTML of a mail with its logo inside, for where there are no other parts of the mail. Where the site has no logo any
 * more, its name stands there.
 */
export function withLogoInside(html: string, logo: Pick<Logo, 'png'> | undefined): string {
  return html.replaceAll(named, logo ? `src="data:image/png;base64,${logo.png.toString('base64')}"` : '')
}
