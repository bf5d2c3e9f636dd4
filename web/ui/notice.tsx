import { IconAlertTriangleFilled, IconCircleCheckFilled, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import c from './pieces.module.css'

const icons = {
  bad: IconAlertTriangleFilled,
  warn: IconAlertTriangleFilled,
  ok: IconCircleCheckFilled,
  flat: IconInfoCircle,
}

interface Props {
  readonly tone: keyof typeof icons
  /** What happened. */
  readonly title: string
  /** Why. */
  readonly children?: ReactNode
  /** What to do next. */
  readonly action?: ReactNode
}

/** Errors, confirmations, hints. */
export function Notice({ tone, title, children, action }: Props) {
  const Shape = icons[tone]
  return (
    <div className={c.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Shape size={16} aria-hidden />
      <div className="grow">
        <strong>{title}</strong>
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  )
}
