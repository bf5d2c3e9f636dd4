import { invalid } from './errors.ts'

/** How long what is recorded stays (product.md, "Change, deletion, return"). */
export const exchangeDaysDefault = 30
const exchangeDaysMax = 3650

/** Of sign-ins and of leavers' personal data; 0: for ever. */
export const retentionMonths = {
  signInMonths: { default: 12, option: 'sign-in-months' },
  leaverMonths: { default: 24, option: 'leaver-months' },
} as const
export const monthsMax = 120

/** @throws DoorwardError when the text is no number of months that something may be kept */
export function readMonths(option: string, text: string): number {
  const months = /^\d{1,3}$/.test(text) ? Number(text) : -1
  if (months < 0 || months > monthsMax) {
    throw invalid(option, `must be a whole number of months from 1 to ${monthsMax}, or 0 for ever.`)
  }
  return months
}

/** The moment so many months ago, in UTC: a month that is shorter ends with its last day. */
export function monthsBefore(now: Date, months: number): Date {
  const then = new Date(now)
  then.setUTCMonth(then.getUTCMonth() - months)
  if (then.getUTCDate() !== now.getUTCDate()) then.setUTCDate(0)
  return then
}

/** @throws DoorwardError when the text is no number of days that exchanges may be kept */
export function readExchangeDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (days < 1 || days > exchangeDaysMax) {
    throw invalid('exchange-days', `must be a whole number of days from 1 to ${exchangeDaysMax}.`)
  }
  return days
}
