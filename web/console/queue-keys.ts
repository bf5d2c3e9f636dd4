import { useEffect } from 'react'

interface Acts {
  /** Of the row that has the focus. */
  readonly onTake?: ((requestId: string) => unknown) | undefined
  readonly onSelect?: ((requestId: string) => unknown) | undefined
  readonly onFind?: (() => unknown) | undefined
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')]

/** Whoever types or chooses something means that, and not the queue. */
function isBusy({ target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
}

/** J and K, or the arrows, move through the queue; Enter is the link's own. */
export function useQueueKeys({ onTake, onSelect, onFind }: Acts): void {
  useEffect(() => {
    const move = (by: 1 | -1) => {
      const all = rows()
      const now = all.findIndex((one) => one === document.activeElement || one.ariaCurrent === 'page')
      const focused = all.indexOf(document.activeElement as HTMLElement)
      const from = focused >= 0 ? focused : now
      const next = all[from < 0 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1)]
      next?.focus()
      next?.scrollIntoView({ block: 'nearest' })
    }
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return
      const { activeElement } = document
      const requestId = activeElement instanceof HTMLElement ? activeElement.dataset.row : undefined
      const isRow = requestId !== undefined
      const acts: { readonly [key: string]: (() => unknown) | undefined } = {
        j: () => move(1),
        k: () => move(-1),
        // Elsewhere the arrows scroll.
        ArrowDown: isRow ? () => move(1) : undefined,
        ArrowUp: isRow ? () => move(-1) : undefined,
        x: isRow && onSelect ? () => onSelect(requestId) : undefined,
        a: isRow && onTake ? () => onTake(requestId) : undefined,
        '/': onFind,
      }
      const act = acts[event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [onTake, onSelect, onFind])
}
