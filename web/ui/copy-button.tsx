import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTexts } from '../language.tsx'

interface Props {
  readonly value: string
  /** What is copied, for whoever cannot see it. */
  readonly label: string
  /** What stands on the button; "Copy" where it says nothing. */
  readonly children?: string
}

const shownMs = 1_500

/** Copies a text, and says so. */
export function CopyButton({ value, label, children }: Props) {
  const { copy: words } = useTexts()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <Button
      variant="default"
      onClick={() => void copyText(value).then(setCopied)}
      aria-label={label}
      leftSection={isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
    >
      <span aria-live="polite">{isCopied ? words.copied : (children ?? words.copy)}</span>
    </Button>
  )
}

/** Browsers give the clipboard to pages of https and localhost alone; everywhere else the old way works. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'sr'
  // Inside of an open dialog nothing else can be selected.
  const place = document.querySelector('dialog[open]') ?? document.body
  const focused = document.activeElement
  place.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
