import { type ReactNode, useEffect, useRef } from 'react'
import c from './layout.module.css'

interface Props {
  readonly title: string
  readonly children: ReactNode
  /** Without it Escape does nothing: what is shown once must be put away on purpose. */
  readonly onClose?: () => void
}

/** The browser's own dialog: it keeps the focus, and everything behind it is out of reach. */
export function Dialog({ title, children, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      className={c.dialog}
      aria-label={title}
      onClose={onClose}
      onCancel={(event) => {
        if (!onClose) event.preventDefault()
      }}
    >
      <h2>{title}</h2>
      {children}
    </dialog>
  )
}
