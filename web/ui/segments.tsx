import type { ReactNode } from 'react'
import c from './segments.module.css'

/** Links of which one holds: a choice that stands in the address. */
export function Segments({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={c.segments} aria-label={label}>
      {children}
    </nav>
  )
}
