import { useEffect, useState } from 'react'
import { useLanguage, useTexts } from '../language.tsx'

const secondMs = 1_000
/** From here on it is said in minutes. */
const secondsMax = 90

/** Counts down, in words, until something can be tried again. Whoever listens hears it once, and again when it is over. */
export function Wait({ until }: { until: number }) {
  const { errors } = useTexts()
  const { language } = useLanguage()
  const [now, setNow] = useState(Date.now)
  const seconds = Math.ceil((until - now) / secondMs)
  const isOver = seconds <= 0
  useEffect(() => {
    if (isOver) return undefined
    const timer = setInterval(() => setNow(Date.now()), secondMs)
    return () => clearInterval(timer)
  }, [isOver])
  if (isOver) return <p>{errors.waitOver}</p>
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const when =
    seconds < secondsMax ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute')
  return (
    <p role="timer" aria-live="off">
      {errors.waitUntil(when)}
    </p>
  )
}
