import { invalid } from './errors.ts'

/** How long what is recorded stays (product.md, "Change, deletion, return"). */
export const exchangeDaysDefault = 30
const exchangeDaysMax = 3650

/** @throws DoorwardError when the text is no number of days that exchanges may be kept */
export function readExchangeDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (days < 1 || days > exchangeDaysMax) {
    throw invalid('exchange-days', `must be a whole number of days from 1 to ${exchangeDaysMax}.`)
  }
  return days
}
