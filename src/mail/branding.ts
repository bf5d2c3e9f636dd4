import { shadesOf } from '../model/brand/accent.ts'
import { defaultAccent } from '../model/brand/default-accent.ts'
import type { Logo } from '../storage/site/logos.ts'
import type { Site } from '../storage/sites.ts'
import type { Branding } from './document.ts'
import { shownSize } from './logo.ts'

/** What makes a mail look like the site that writes it; white text can be read on its accent. */
export function brandingOf(
  { name, accent, timeZone }: Site,
  siteUrl: string,
  logo: Logo | undefined,
): Branding {
  const fill = accent ? shadesOf(accent).light.fill : defaultAccent
  return { siteName: name, siteUrl, accent: fill, timeZone, logo: logo && shownSize(logo) }
}
