import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { brand } from '../brand.ts'
import { type Language, localeOf, useLanguage } from '../language.tsx'

const tickMs = 10_000
let now = Date.now()
const listeners = new Set<() => void>()

/** All times of a page move together; nothing runs while no time is shown. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) now = Date.now()
  listeners.add(listener)
  const timer = setInterval(() => {
    now = Date.now()
    listener()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    clearInterval(timer)
  }
}

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** "2 minutes ago", "in 9 days": the largest unit that is full. */
function relative(language: Language, at: number, from: number): string {
  const seconds = Math.round((at - from) / 1000)
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1]
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  return format.format(Math.trunc(seconds / size), unit)
}

/** The exact time where the site is, as its mails say it too, with its zone. */
export function exact(language: Language, at: Date): string {
  const format = new Intl.DateTimeFormat(localeOf(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone: brand().timeZone,
  })
  return format.format(at)
}

/** Relative to read, exact on hover, focus and tap. `inLink` leaves the focus to the link around it. */
export function When({ at, inLink = false }: { at: string; inLink?: boolean }) {
  const { language } = useLanguage()
  const from = useSyncExternalStore(subscribe, () => now)
  const date = new Date(at)
  // What just happened is later than the last tick, and still not in the future.
  const whole = exact(language, date)
  return (
    <Tooltip label={whole} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at} className="nowrap" tabIndex={inLink ? undefined : 0}>
        {relative(language, date.getTime(), Math.max(from, Math.min(date.getTime(), Date.now())))}
        <span className="sr">{` (${whole})`}</span>
      </time>
    </Tooltip>
  )
}
