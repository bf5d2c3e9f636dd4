import type { ReactNode } from 'react'
import c from './pieces.module.css'

/** Facts, not a form. Keys are nouns; an absent value says why, never "N/A". */
export function KeyValue({ rows }: { rows: readonly (readonly [key: string, value: ReactNode])[] }) {
  return (
    <dl className={c.kv} data-wide>
      {rows.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
