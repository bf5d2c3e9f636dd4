import c from './progress.module.css'

interface Props {
  /** What it is that goes on. */
  readonly label: string
  readonly done: number
  readonly total: number
  /** The same as a text for people. */
  readonly text: string
}

/** How far long work is. */
export function Progress({ label, done, total, text }: Props) {
  return (
    <div className={c.progress}>
      <progress aria-label={label} aria-valuetext={text} value={done} max={Math.max(total, 1)} />
      <span className="num small second">{text}</span>
    </div>
  )
}
