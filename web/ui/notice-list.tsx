import type { ReactNode } from 'react'
import { noticeIcons, type Tone } from './notice.tsx'
import c from './pieces.module.css'

export interface NoticeLine {
  readonly key: string
  readonly tone: Tone
  /** What is so, as a sentence. */
  readonly text: ReactNode
  /** Why, or how far it is. */
  readonly more?: ReactNode
  /** The way to it. */
  readonly way?: ReactNode
}

const urgency: readonly Tone[] = ['bad', 'warn', 'flat', 'ok']

/** Several notices as one list: what is worst comes first, and lines that are equally bad stay in their order. */
export function NoticeList({ lines }: { lines: readonly NoticeLine[] }) {
  const sorted = lines.toSorted((a, b) => urgency.indexOf(a.tone) - urgency.indexOf(b.tone))
  return (
    <ul className={c.notices}>
      {sorted.map(({ key, tone, text, more, way }) => {
        const Shape = noticeIcons[tone]
        return (
          <li key={key} data-tone={tone}>
            <Shape size={16} aria-hidden />
            <div className={c.noticeText}>
              <p>{text}</p>
              {more && <div className="second">{more}</div>}
            </div>
            {way}
          </li>
        )
      })}
    </ul>
  )
}
