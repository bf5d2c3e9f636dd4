import type { Day } from './day.ts'

/**
 * Who is there on one day. A seat is billable on every day on which somebody had it for a moment; members and customers,
 * however many, never are (product.md, "Words").
 */
export interface UsageFigures {
  readonly owners: number
  readonly admins: number
  readonly agents: number
  readonly auditors: number
  /** Employees who only ask. */
  readonly members: number
  /** Portal-only accounts, active or not. */
  readonly customers: number
}

export interface UsageDay extends UsageFigures {
  readonly day: Day
}

/** How many days are answered at most: a year, whole or leap, and a month to compare with. */
export const usageDaysMax = 400

export function billableOf({ owners, admins, agents, auditors }: UsageFigures): number {
  return owners + admins + agents + auditors
}

export function notBillableOf({ members, customers }: UsageFigures): number {
  return members + customers
}

const columns = [
  ['day', ({ day }: UsageDay) => day],
  ['billable', billableOf],
  ['owners', ({ owners }: UsageDay) => owners],
  ['admins', ({ admins }: UsageDay) => admins],
  ['agents', ({ agents }: UsageDay) => agents],
  ['auditors', ({ auditors }: UsageDay) => auditors],
  ['not billable', notBillableOf],
  ['members', ({ members }: UsageDay) => members],
  ['customers', ({ customers }: UsageDay) => customers],
] as const

/** Days as comma-separated values with a heading (RFC 4180); numbers and days need no quotes. */
export function usageAsCsv(days: readonly UsageDay[]): string {
  const lines = [columns.map(([head]) => head), ...days.map((one) => columns.map(([, value]) => value(one)))]
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}
