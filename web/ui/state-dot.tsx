import type { ReactNode } from 'react'
import { useTexts } from '../language.tsx'
import c from './pieces.module.css'

export type DirectoryState = 'live' | 'rehearsal' | 'paused' | 'waiting' | 'failing'

const ring = { cx: 6, cy: 6, r: 4.25, fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 }
const shapes: Record<DirectoryState, ReactNode> = {
  live: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  rehearsal: (
    <>
      <circle {...ring} />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill="currentColor" />
    </>
  ),
  paused: <path d="M3 2h2v8H3zM7 2h2v8H7z" fill="currentColor" />,
  failing: <path d="M6 1.2 11.4 10.6H.6z" fill="currentColor" />,
  waiting: <circle {...ring} strokeDasharray="2.4 2" />,
}

/** Shape first, colour second. The word is always beside it. */
export function StateDot({ state }: { state: DirectoryState }) {
  const { states } = useTexts()
  return (
    <span className={c.state} data-state={state}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {shapes[state]}
      </svg>
      {states[state]}
    </span>
  )
}
