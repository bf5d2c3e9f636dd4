const here = 'http://here.invalid'
const lengthMax = 2_000
/** Doors would begin anew, and what answers programs shows people nothing. */
const noPage = /^\/(?:sso|api|scim)(?:\/|$)/i

/** A path of the site where somebody goes on after signing in; null when it is none, or leads anywhere else. */
export function returnPathOf(to: unknown): string | null {
  if (typeof to !== 'string' || to.length > lengthMax || !/^\/(?![/\\])/.test(to)) return null
  // Browsers leave some control characters out, and then read another address.
  if (/[\\ \p{Cc}]/u.test(to)) return null
  const url = URL.parse(to, here)
  if (url?.origin !== here || url.pathname.startsWith('//') || noPage.test(url.pathname)) return null
  // Written as browsers write it, it may have become longer.
  const path = url.pathname + url.search + url.hash
  return path.length > lengthMax ? null : path
}
