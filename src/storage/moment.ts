const fractionAt = 20
const digits = 3

/**
 * A moment as PostgreSQL writes a `timestamptz` in UTC (`2026-11-28 21:52:11.67+00`) as ISO 8601 with milliseconds, digits beyond
 * them cut off; one that is written so already stays. A resource has two of them and nobody calculates with them: to make dates
 * of them and texts again was a sixth of a page of users.
 */
export function isoMoment(text: string): string {
  if (text[10] === 'T') return text
  const fraction = text.slice(fractionAt, text.indexOf('+', fractionAt - 1)).slice(0, digits)
  return `${text.slice(0, 10)}T${text.slice(11, fractionAt - 1)}.${fraction.padEnd(digits, '0')}Z`
}
