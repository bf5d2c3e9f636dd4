import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the own account says of API keys, in English. */
export const ownKeys = {
  title: 'API keys',
  lead: 'For a program of yours: it asks and reads here as you do, and does nothing else.',
  docs: 'What it can call',
  none: 'You have none.',
  off: 'This help centre has its customers make none.',
  label: 'Name',
  labelHint: 'Of the program, so that you know later which key is whose.',
  life: 'Ends',
  lives: { '30': 'in 30 days', '90': 'in 90 days', '365': 'in a year', never: 'never' },
  make: 'Make an API key',
  makeAct: 'Make the key',
  most: (n: number) => plural(n, { one: 'You have 1, the most.', other: 'You have {n}, the most.' }),
  once: 'Copy it now: it is not shown again. Whoever has it reads and writes here as you.',
  key: 'Key',
  made: 'Made',
  lastUsed: 'Last used',
  never: 'Never',
  ends: 'Ends',
  noEnd: 'Never',
  over: 'over',
  act: 'Action',
  revoke: 'Revoke',
  revokeWhat: (label: string) => `Revoke ${label}?`,
  revokeEffect: 'Its program gets no answer any more, from now on.',
  done: 'Done',
}

export type KeyTexts = typeof ownKeys
