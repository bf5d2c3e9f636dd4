import { type ReactNode, useId } from 'react'
import c from './console.module.css'

/** A part of what stands beside a request. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className={c.sect} aria-labelledby={id}>
      <div className="row">
        <h3 className="grow" id={id}>
          {title}
        </h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
