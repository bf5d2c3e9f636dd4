import { type ReactNode, useId } from 'react'
import { useTexts } from '../language.tsx'
import { CopyButton } from './copy-button.tsx'
import c from './pieces.module.css'

interface Props {
  /** The other product's own word for it. */
  readonly label: string
  readonly value: string
  readonly note?: ReactNode
  /** What it is of, where a page has the same of several things. */
  readonly of?: string
}

/** A value made here that has to be pasted elsewhere. */
export function CopyField({ label, value, note, of }: Props) {
  const { copy: words } = useTexts()
  const id = useId()
  return (
    <div className={c.copyField}>
      <label className={c.copyLabel} htmlFor={id}>
        {label}
      </label>
      <div className={c.copyBox}>
        <output id={id} translate="no">
          {value}
        </output>
        <CopyButton value={value} label={words.copyWhat(of === undefined ? label : `${label}: ${of}`)} />
      </div>
      {note && <div className="small quiet">{note}</div>}
    </div>
  )
}
