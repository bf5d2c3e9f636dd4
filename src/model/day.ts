/** A calendar day as ISO 8601 writes it, such as 2026-11-28. Days compare as texts. */
export type Day = string

const dayPattern = /^\d{4}-\d\d-\d\d$/
const dayMs = 24 * 60 * 60 * 1000

/** Whether a text is a day that there is. */
export function isDay(text: string): boolean {
  if (!dayPattern.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** The day so many days later; earlier where the number is negative. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days lie between two; negative where the second comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format
}

/** Which day it is somewhere at a moment. */
export function dayOf(at: Date, timeZone: string): Day {
  return formatOf(timeZone).format(at)
}

/** The first moment of a day somewhere, to the minute. Where clocks skip midnight it is the first that there is. */
export function startOfDay(day: Day, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // No zone is more than fifteen hours away from UTC.
  let before = midnight / 60_000 - 15 * 60
  let from = midnight / 60_000 + 15 * 60
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (dayOf(new Date(middle * 60_000), timeZone) >= day) from = middle
    else before = middle
  }
  return new Date(from * 60_000)
}
