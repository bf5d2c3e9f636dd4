import { useEffect, useState } from 'react'

const beginning = 'doorward-seen-by/'

function kept(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // The browser keeps nothing: then nothing is said to have changed.
  }
}

/**
 * Whether other people belong to an organization than when this person looked last, in this browser: a directory or an
 * administrator changes that at any time, and nobody else would say so to whoever shared something.
 * @param fingerprint stands for the people of now; undefined until it is known
 */
export function useSeenBefore(key: string, fingerprint: string | undefined) {
  const name = beginning + key
  const [before, setBefore] = useState(() => kept(name))
  useEffect(() => {
    if (fingerprint === undefined || before !== null) return
    keep(name, fingerprint)
    setBefore(fingerprint)
  }, [name, fingerprint, before])
  return {
    isOther: before !== null && fingerprint !== undefined && before !== fingerprint,
    /** The people of now were looked at. */
    understand() {
      if (fingerprint === undefined) return
      keep(name, fingerprint)
      setBefore(fingerprint)
    },
  }
}
