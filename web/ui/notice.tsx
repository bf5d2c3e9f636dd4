import { IconAlertTriangleFilled, IconCircleCheckFilled, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import c from './pieces.module.css'

/** Shape first, colour second. */
export const noticeIcons = {
  bad: IconAlertTriangleFilled,
  warn: IconAlertTriangleFilled,
  ok: IconCircleCheckFilled,
  flat: IconInfoCircle,
}

/** How bad something is; `flat` is for what is only worth knowing. */
export type Tone = keyof typeof noticeIcons

interface Props {
  readonly tone: Tone
  /** What happened. */
  readonly title: string
  /** Why. */
  readonly children?: ReactNode
  /** What to do next. */
  readonly action?: ReactNode
}

/** Errors, confirmations, hints. */
export function Notice({ tone, title, children, action }: Props) {
  const Shape = noticeIcons[tone]
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
