import { linkSchemes } from './rich-text.ts'

/** Longer addresses stay text. */
const hrefMax = 2_000

/** What a host can be called; URLs would allow quotation marks too. */
const hostNames = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/

/**
 * Where a link leads, written as a browser would follow it: the host as DNS has it (punycode, lower case, numbers as an address).
 * Undefined for what is no link here: another scheme, a path of whatever page it stands on, something that no browser could follow.
 * Of a mail address only the address is kept: subject, text and further recipients would be chosen by a stranger.
 * @param written as the writer or the Markdown reader left it
 */
export function linkTarget(written: string): string | undefined {
  if (written.length > hrefMax || !URL.canParse(written)) return undefined
  const url = new URL(written)
  if (!linkSchemes.some((scheme) => url.protocol === `${scheme}:`)) return undefined
  if (url.protocol !== 'mailto:') {
    return hostNames.test(url.hostname) && url.href.length <= hrefMax ? url.href : undefined
  }
  const address = url.pathname
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(address) ? `mailto:${address}` : undefined
}

/**
 * What must stand beside a link so that nobody is led elsewhere than they read: the host, or the mail address, where the words of the
 * link are not just that. Undefined where they are. Words that merely look like another host are not searched for: confusable
 * letters, spaces and invisible signs would hide one, so every other text gets its destination shown.
 * @param href of `linkTarget`
 */
export function destinationToShow(words: string, href: string): string | undefined {
  const url = new URL(href)
  if (url.protocol === 'mailto:') {
    const address = href.slice('mailto:'.length)
    return words.trim().replace(/^mailto:/, '') === address ? undefined : address
  }
  // A name before the host is read as the host.
  if (url.username !== '' || url.password !== '') return url.host
  const shown = words.trim()
  const beginning = /^(?:https?:\/\/)?([!-~]*)$/i.exec(shown)?.[1] ?? ''
  const host = /^[^/?#]*/.exec(beginning)?.[0].toLowerCase()
  return host === url.host || host === `${url.host}:${url.protocol === 'https:' ? 443 : 80}`
    ? undefined
    : url.host
}
