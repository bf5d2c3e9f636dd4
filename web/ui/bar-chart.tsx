import { useId } from 'react'
import c from './bar-chart.module.css'

interface Bar {
  readonly key: string
  /** What the bar stands for, and how much: shown where the pointer rests. */
  readonly title: string
  /** Undefined where nothing is known: a gap, and no zero. */
  readonly value: number | undefined
}

interface Props {
  readonly title: string
  /** The same for those who do not see it. */
  readonly summary: string
  readonly bars: readonly Bar[]
  /** The height of the scale, as text. */
  readonly most: string
  readonly first: string
  readonly last: string
  /** The third is for what went wrong. */
  readonly tone: 1 | 2 | 'bad'
}

const height = 96

/** Amounts over time. Whoever wants the numbers themselves gets a table beside it. */
export function BarChart({ title, summary, bars, most, first, last, tone }: Props) {
  const id = useId()
  const top = Math.max(1, ...bars.map(({ value = 0 }) => value))
  const slot = 100 / bars.length
  return (
    <figure className={c.chart}>
      <figcaption className={c.head}>
        <span className="strong">{title}</span>
        <span className="num quiet small">{most}</span>
      </figcaption>
      <svg width="100%" height={height} role="img" aria-labelledby={id} data-tone={tone}>
        <title id={id}>{summary}</title>
        <line x1="0" x2="100%" y1="0.5" y2="0.5" />
        <line x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
        {bars.map(({ key, title: one, value }, n) => {
          if (value === undefined) return null
          // What is little is still more than nothing.
          const tall = value === 0 ? 0 : Math.max(2, (height - 2) * (value / top))
          return (
            <rect
              key={key}
              x={`${n * slot + slot * 0.12}%`}
              width={`${slot * 0.76}%`}
              y={height - tall}
              height={tall}
            >
              <title>{one}</title>
            </rect>
          )
        })}
      </svg>
      <div className={c.foot}>
        <span>{first}</span>
        <span>{last}</span>
      </div>
    </figure>
  )
}
