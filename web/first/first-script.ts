/** So long nothing is said of a page that is still on its way. */
const patienceMs = 10_000

/**
 * Runs in the document before anything else has come: shows the scheme and the language that this person chose, and says so where
 * the page does not come. It is written into the document as it stands here, so it names nothing from outside of itself.
 */
function begin(patience: number): void {
  const page = document.documentElement
  const chosen = (key: string) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  const scheme = chosen('mantine-color-scheme-value')
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  page.dataset.mantineColorScheme = scheme === 'dark' || (scheme !== 'light' && isDark) ? 'dark' : 'light'
  const offered = (page.dataset.languages ?? 'en de').split(' ')
  const wanted = [chosen('doorward-language') ?? '', ...navigator.languages]
  const known = wanted.map((tag) => offered.find((one) => tag.startsWith(one)))
  page.lang = known.find((one) => one !== undefined) ?? page.lang
  page.dataset.first = 'loading'
  const isWaiting = () => document.getElementById('first') !== null
  const say = (what: string) => {
    if (page.dataset.first !== 'failed' && isWaiting()) page.dataset.first = what
  }
  addEventListener(
    'error',
    ({ target }) => {
      // Of pictures, and of what is only fetched ahead, a page can do without.
      const isNeeded =
        !(target instanceof HTMLElement) ||
        target instanceof HTMLScriptElement ||
        (target instanceof HTMLLinkElement && target.rel === 'stylesheet')
      // Without its style a page is not begun: what is said here stays.
      if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') page.dataset.unstyled = ''
      if (isNeeded) say('failed')
    },
    true,
  )
  addEventListener('unhandledrejection', () => say('failed'))
  setTimeout(() => say('slow'), patience)
  addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('#first button')) location.reload()
  })
}

/** As one expression, for the document. */
export const firstScript = () => `(${begin.toString()})(${patienceMs})`
