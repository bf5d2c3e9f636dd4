import type { ReactNode } from 'react'
import c from './layout.module.css'

interface Props {
  readonly title?: ReactNode
  readonly aside?: ReactNode
  /** Without inner margins, for tables and lists. */
  readonly flush?: boolean
  readonly children: ReactNode
}

export function Card({ title, aside, flush = false, children }: Props) {
  return (
    <section className={`card ${c.card}`}>
      {title && (
        <div className={c.cardHead}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {flush ? children : <div className={c.body}>{children}</div>}
    </section>
  )
}
