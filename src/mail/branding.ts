import { shadesOf } from '../model/brand/accent.ts'
import type { Site } from '../storage/sites.ts'
import type { Branding } from './document.ts'

const accentDefault = '#2f5bea'

/** What makes a mail look like the site that writes it. */
export function brandingOf({ name, accent }: Site, siteUrl: string): Branding {
  return { siteName: name, siteUrl, accent: accent === null ? accentDefault : shadesOf(accent).light.fill }
}
