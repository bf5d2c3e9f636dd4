import type { Database } from '../storage/database.ts'
import { listSites, type Site } from '../storage/sites.ts'

/** So long the list of sites is remembered: a new one answers within this time. */
const rememberedMs = 500

/** Finds the site that a request is for, by its Host header. */
export class Sites {
  readonly #database: Database
  #known: { readonly sites: Promise<Site[]>; readonly at: number } | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * The site that answers at a host; undefined when none does. A site's own hosts come first, then `<slug>.localhost`; the
   * only site of a server answers at any host.
   */
  async at(host: string | undefined, now: Date): Promise<Site | undefined> {
    return siteAt(await this.#all(now), host)
  }

  /** A site by its number, as the secret says that somebody came with. */
  async byId(siteId: number, now: Date): Promise<Site | undefined> {
    return (await this.#all(now)).find(({ id }) => id === siteId)
  }

  /** Where a site's people reach it. */
  async urlOf(site: Site, publicUrl: string, now: Date): Promise<string> {
    return siteUrlOf(publicUrl, site, await this.#all(now))
  }

  /** Somebody has just made a site or changed one in this process. */
  forget(): void {
    this.#known = undefined
  }

  #all(now: Date): Promise<Site[]> {
    const known = this.#known
    if (known && Math.abs(now.getTime() - known.at) < rememberedMs) return known.sites
    const sites = this.#database.readSites<Site>(listSites())
    // A failure is nobody's answer but that of those who wait for it now.
    sites.catch(() => this.forget())
    this.#known = { sites, at: now.getTime() }
    return sites
  }
}

/** The rule of `Sites.at`. */
export function siteAt(sites: readonly Site[], host: string | undefined): Site | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  const named = sites.find(({ hosts }) => hosts.some((one) => one.toLowerCase() === name))
  if (named) return named
  if (sites.length === 1) return sites[0]
  const [, slug] = /^([a-z0-9-]+)\.localhost$/.exec(name) ?? []
  return sites.find((site) => site.slug === slug)
}

/**
 * Where a site's people reach it: the server's public URL when that leads to this site, else the site's own host, else
 * `<slug>.localhost`.
 */
export function siteUrlOf(publicUrl: string, site: Site, sites: readonly Site[]): string {
  const url = new URL(publicUrl)
  if (siteAt(sites, url.host)?.id === site.id) return publicUrl
  const [own] = site.hosts
  url.hostname = own ?? `${site.slug}.localhost`
  return url.origin
}
