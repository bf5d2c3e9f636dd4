import { useState } from 'react'

const beginning = 'doorward-draft/'

/** A browser may refuse to keep anything; then a draft lives as long as its page. */
function quietly<Result>(act: () => Result): Result | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/**
 * What is being written, kept in this tab until it is sent: a reload or a wrong click loses nothing.
 * @param key of whose and for what it is
 * @param before under what it was kept until this person was known
 */
export function useKeptDraft(key: string, before?: string): [text: string, set: (text: string) => void] {
  const name = beginning + key
  const read = () => {
    const kept = (one: string) => quietly(() => sessionStorage.getItem(beginning + one)) ?? ''
    return kept(key) || (before === undefined ? '' : kept(before))
  }
  const [draft, setDraft] = useState(() => ({ name, text: read() }))
  // Another thing is written about now.
  if (draft.name !== name) setDraft({ name, text: read() })
  const set = (text: string) => {
    setDraft({ name, text })
    quietly(() => {
      if (before !== undefined) sessionStorage.removeItem(beginning + before)
      if (text === '') sessionStorage.removeItem(name)
      else sessionStorage.setItem(name, text)
    })
  }
  return [draft.name === name ? draft.text : read(), set]
}

/** Whoever comes next in this tab reads nothing of it. */
export function forgetDrafts(): void {
  quietly(() => {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(beginning)) sessionStorage.removeItem(name)
  })
}
