import { IconBan, IconEqual, IconPencil } from '@tabler/icons-react'
import { createElement, Fragment } from 'react'
import { Address } from '../ui/address.tsx'
import c from '../ui/pieces.module.css'
import { useTexts } from './language.ts'

const icons = { changed: IconPencil, refused: IconBan, none: IconEqual }

/** What an exchange did to people, as the server wrote it down; "No effect" says why. */
export function EffectText({ status, effect }: { status: number; effect: string }) {
  const kind = status >= 400 ? 'refused' : /^(No effect|Read only)/.test(effect) ? 'none' : 'changed'
  const Shape = icons[kind]
  return (
    <span className={c.effect} data-kind={kind}>
      <Shape size={14} stroke={2} aria-hidden />
      <span>
        <EffectWords effect={effect} />
      </span>
    </span>
  )
}

/** The effect in the reader's language, as far as it has words there; the rest is marked as English. */
export function EffectWords({ effect }: { effect: string }) {
  const { said, english } = useTexts().exchanges.effect(effect)
  return (
    <>
      <WithAddresses text={said} />
      {english && (
        <span lang="en">
          <WithAddresses text={english} />
        </span>
      )}
    </>
  )
}

/** A sentence whose addresses stand in their own face. */
export function WithAddresses({ text }: { text: string }) {
  const pieces = text
    .split(/([^\s;,()"]+@[^\s;,()"]+\w)/)
    .map((piece, n) => (n % 2 === 0 ? piece : createElement(Address, { value: piece, size: 'inline' })))
  return createElement(Fragment, null, ...pieces)
}
