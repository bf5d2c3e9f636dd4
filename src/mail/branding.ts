import type { Site } from '../storage/sites.ts'
import type { Branding } from './document.ts'

const accentDefault = '#2f5bea'

/** What makes a mail look like the site that writes it. */
export function brandingOf({ name }: Site, siteUrl: string): Branding {
  return { siteName: name, siteUrl, accent: accentDefault }
}
