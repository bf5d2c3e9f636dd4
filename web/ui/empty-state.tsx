import type { ReactNode } from 'react'
import c from './pieces.module.css'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** Says what will be here, and the one thing to do now. No pictures. */
export function EmptyState({ title, children, action }: Props) {
  return (
    <div className={c.empty}>
      <h2>{title}</h2>
      <p>{children}</p>
      {action && <div className="row wrap">{action}</div>}
    </div>
  )
}
