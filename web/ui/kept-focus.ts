import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** What can have the focus where that which had it is gone. */
const places = 'dialog[open], section, main'

/** The heading of a place, or the place itself where it has none. */
function focusOn(place: Element | null | undefined, options: FocusOptions): void {
  const target = place?.querySelector<HTMLElement>('h1, h2, h3') ?? place
  if (!(target instanceof HTMLElement)) return
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus(options)
}

/** An element and everything around it, from the inside out. */
function around(element: Element): Element[] {
  const found: Element[] = []
  for (let one: Element | null = element; one; one = one.parentElement) found.push(one)
  return found
}

/**
 * Nobody loses the focus by what a page does (WCAG 2.4.3). What had it comes back when it was only disabled for a while; a dialog
 * that is gone gives it to what opened it; a row that is gone, to the heading of the nearest place that is left; and another page
 * begins at its heading, which a screen reader then says.
 */
export function useKeptFocus(): void {
  const router = useRouter()
  useEffect(() => {
    // What had the focus last, also outside of every dialog.
    let trail: Element[] = []
    let outside: Element[] = []
    let isByKey = false
    let isNewPage = false
    let isAsked = false

    const isNowhere = () => !document.activeElement || document.activeElement === document.body

    const atNewPage = () => {
      const main = document.getElementById('main')
      const isInside = main?.contains(document.activeElement) && document.activeElement !== main
      const head = main?.querySelector('h1')
      if (isInside || document.querySelector('dialog[open]')) isNewPage = false
      else if (head) {
        isNewPage = false
        focusOn(main, { preventScroll: true })
      }
    }

    const look = () => {
      isAsked = false
      if (isNewPage) atNewPage()
      const [last] = trail
      if (!last || last.isConnected || !isNowhere()) return
      const options = { preventScroll: !isByKey }
      const open = [...document.querySelectorAll('dialog[open]')].at(-1)
      const wasInDialog = trail.some((one) => one.localName === 'dialog' && !one.isConnected)
      const [opener] = outside
      if (!open && wasInDialog && opener instanceof HTMLElement && opener.isConnected) opener.focus(options)
      if (!isNowhere()) return
      const left = [...trail, ...outside].filter((one) => one.isConnected && one.matches(places))
      const place = open ? (left.find((one) => open.contains(one)) ?? open) : left[0]
      focusOn(place ?? document.getElementById('main'), options)
    }

    // Whatever takes the focus by itself, as a dialog does, does so first.
    const lookSoon = () => {
      if (!isAsked) setTimeout(look)
      isAsked = true
    }
    const changes = new MutationObserver((records) => {
      const [last] = trail
      const isBack = records.some(({ type, target }) => type === 'attributes' && target === last)
      if (isBack && last instanceof HTMLElement && isNowhere() && !last.matches(':disabled')) {
        last.focus({ preventScroll: true })
      }
      if (isNewPage || (last && !last.isConnected)) lookSoon()
    })
    changes.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })

    const listening = new AbortController()
    const options = { capture: true, signal: listening.signal }
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return
      isNewPage = false
      trail = around(target)
      if (!target.closest('dialog')) outside = trail
    }
    document.addEventListener('focusin', onFocus, options)
    document.addEventListener(
      'keydown',
      () => {
        isByKey = true
      },
      options,
    )
    // Whoever presses beside everything wants the focus nowhere.
    document.addEventListener(
      'pointerdown',
      () => {
        isByKey = false
        trail = []
      },
      options,
    )
    const unsubscribe = router.subscribe('onResolved', ({ pathChanged, fromLocation }) => {
      if (!pathChanged || !fromLocation) return
      isNewPage = true
      lookSoon()
    })
    return () => {
      changes.disconnect()
      listening.abort()
      unsubscribe()
    }
  }, [router])
}
