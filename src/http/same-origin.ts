import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request that changes something comes from a page of this very host. A browser says so of every request and no
 * page can make it lie; a cookie alone proves nothing, because SameSite lets the pages of neighbouring hosts in.
 * @param host what the request was sent to, as the proxy in front says
 */
export function isSameOrigin(headers: IncomingHttpHeaders, host: string | undefined): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  // Browsers send Sec-Fetch-Site to trustworthy origins only: over plain http there is Origin.
  const { origin } = headers
  return origin !== undefined && host !== undefined && URL.parse(origin)?.host === host.toLowerCase()
}
