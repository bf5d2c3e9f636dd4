import { Button, type ButtonProps } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTexts } from '../language.tsx'
import { CallError } from './call-error.tsx'
import c from './layout.module.css'

interface Props {
  readonly title: string
  /** What it will do, and to how many. */
  readonly children: ReactNode
  /** Names the act and its size. */
  readonly act: string
  readonly color?: ButtonProps['color']
  readonly isPending: boolean
  /** Whether everything that the act needs was given. */
  readonly isAllowed?: boolean
  /** What is done is shown, and only closing is left. */
  readonly isDone?: boolean
  readonly error?: Error | null
  onAct(): void
  onClose(): void
}

/** Asks before an act, with the browser's own dialog: it keeps the focus, and Escape closes it. */
export function Confirm({
  title,
  children,
  act,
  color,
  isPending,
  isAllowed = true,
  isDone = false,
  error,
  onAct,
  onClose,
}: Props) {
  const { cancel, close } = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className={c.dialog} onClose={onClose} aria-label={title}>
      <h2>{title}</h2>
      <div className="stack">{children}</div>
      {error && <CallError error={error} />}
      <div className="row wrap">
        {!isDone && (
          <Button {...(color ? { color } : {})} loading={isPending} disabled={!isAllowed} onClick={onAct}>
            {act}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {isDone ? close : cancel}
        </Button>
      </div>
    </dialog>
  )
}
