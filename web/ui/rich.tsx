import { Fragment, type ReactNode } from 'react'

/** A sentence of a catalogue whose parts in braces are elements: `We wrote to {address}.` */
export function Rich({ text, parts }: { text: string; parts: Readonly<Record<string, ReactNode>> }) {
  const pieces = text.split(/\{(\w+)\}/)
  return pieces.map((piece, n) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence never change places
    <Fragment key={n}>{n % 2 === 0 ? piece : parts[piece]}</Fragment>
  ))
}
