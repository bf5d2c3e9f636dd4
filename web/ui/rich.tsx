import { createElement, Fragment, type ReactNode } from 'react'

/** A sentence of a catalogue whose parts in braces are elements: `We wrote to {address}.` */
export function Rich({ text, parts }: { text: string; parts: Readonly<Record<string, ReactNode>> }) {
  const pieces = text.split(/\{(\w+)\}/)
  // As children of their own, not as a list: the pieces of a sentence never change places and need no keys.
  return createElement(Fragment, null, ...pieces.map((piece, n) => (n % 2 === 0 ? piece : parts[piece])))
}
