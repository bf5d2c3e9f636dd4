import { describe, expect, test } from 'vitest'
import {
  judgeMail,
  keptOut,
  type MailQuestion,
  type MailStanding,
  type NamedRequest,
} from './mail-outcome.ts'

const question: MailQuestion = {
  automatic: null,
  access: { outcome: 'in', reason: 'customer' },
  isTwice: false,
  isTooMuch: false,
  isRequestFlooded: false,
  isReleased: false,
  isAnswer: false,
}
const stranger = { outcome: 'hold', reason: 'unknown-sender' } as const

describe('what becomes of a mail', () => {
  test.each<[string, Partial<MailQuestion>, string]>([
    ["a customer's comes in", {}, 'in'],
    ['one that names no sender, or several, is refused', { access: undefined }, 'refused no-sender'],
    [
      'one that a program wrote is dropped, whoever sent it',
      { automatic: 'auto-reply' },
      'dropped auto-reply',
    ],
    ['one that came in already is dropped', { isTwice: true }, 'dropped twice'],
    ["a stranger's waits as the policy says", { access: stranger }, 'held unknown-sender'],
    ['or is refused', { access: { outcome: 'refuse', reason: 'unknown-sender' } }, 'refused unknown-sender'],
    ['or comes in', { access: { outcome: 'warn', reason: 'unknown-sender' } }, 'in'],
    ['whom an agent wrote to answers all the same', { access: stranger, isAnswer: true }, 'in'],
    [
      'but not from a domain that is blocked',
      { access: { outcome: 'refuse', reason: 'blocked', by: 'evil.test' }, isAnswer: true },
      'refused blocked evil.test',
    ],
    [
      'nor from an address of who left',
      { access: { outcome: 'refuse', reason: 'deactivated' }, isAnswer: true },
      'refused deactivated',
    ],
    ['whoever writes too much waits', { isTooMuch: true }, 'held too-many'],
    [
      'and so does what would go into a request that is flooded',
      { isRequestFlooded: true },
      'held request-flooded',
    ],
    ['what a person took after all comes in', { access: stranger, isReleased: true, isTooMuch: true }, 'in'],
    ['but not twice', { isReleased: true, isTwice: true }, 'dropped twice'],
  ])('%s', (_name, given, expected) => {
    const outcome = judgeMail({ ...question, ...given })
    const said = outcome && [outcome.result, outcome.reason, ...Object.values(outcome.values ?? {})].join(' ')
    expect(said ?? 'in').toBe(expected)
  })
})

describe('whether a mail enters the request that it names', () => {
  const signed: NamedRequest = {
    by: 'reply-address',
    fits: true,
    sight: { by: 'requester' },
    status: 'waiting-for-customer',
  }
  const referred: NamedRequest = { ...signed, by: 'references', fits: false }
  const proven: MailStanding = { isThemselves: true, authentication: { dmarc: 'pass', aligned: true } }
  const unproven: MailStanding = { isThemselves: true, authentication: { dmarc: 'none', aligned: false } }
  const forged: MailStanding = { isThemselves: true, authentication: { dmarc: 'fail', aligned: false } }
  const notThemselves: MailStanding = { ...proven, isThemselves: false }
  test.each<[string, NamedRequest, MailStanding, string | undefined]>([
    ['by the address that was signed for them', signed, proven, undefined],
    ['also where their domain proves nothing', signed, unproven, undefined],
    ['by a Message-ID, when it is proven who wrote', referred, proven, undefined],
    ['not by a Message-ID that anybody may quote', referred, unproven, 'not-proven'],
    ['not when the check of the sender failed', signed, forged, 'failed-authentication'],
    [
      'not by an address that was signed for another',
      { ...signed, fits: false },
      proven,
      'reply-address-of-another',
    ],
    ['not from an address that was theirs, or of who left', signed, notThemselves, 'not-themselves'],
    ['not when they may not see it any more', { ...signed, sight: undefined }, proven, 'not-seen'],
    ['not by a Message-ID of what they may not see', { ...referred, sight: undefined }, proven, 'not-seen'],
    ['not when it is closed', { ...signed, status: 'closed' }, proven, 'closed'],
    ['again when it is resolved', { ...signed, status: 'resolved' }, proven, undefined],
  ])('%s', (_name, named, standing, expected) => {
    expect(keptOut(named, standing)).toBe(expected)
  })
})
