import type { ReactNode } from 'react'

interface Props {
  /** What is in it, for those who hear it. */
  readonly label: string
  readonly className: string | undefined
  readonly children: ReactNode
  /** Code and names, which no translator of a browser should touch. */
  readonly isCode?: true
}

/** A region that scrolls by itself where there is too little room. */
export function Scroller({ label, className, children, isCode }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1 wants what scrolls to be reachable by keyboard; Safari does not see to it
    <section className={className} tabIndex={0} aria-label={label} translate={isCode ? 'no' : undefined}>
      {children}
    </section>
  )
}
