import { shadesOf } from '../model/brand/accent.ts'
import type { Site } from '../storage/sites.ts'
import type { Branding } from './document.ts'

const accentDefault = '#3158b8'

/** What makes a mail look like the site that writes it; white text can be read on its accent. */
export function brandingOf({ name, accent, timeZone }: Site, siteUrl: string): Branding {
  return { siteName: name, siteUrl, accent: accent ? shadesOf(accent).light.fill : accentDefault, timeZone }
}
