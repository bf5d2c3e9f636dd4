import { expect, test } from 'vitest'
import { type NewsFacts, type RequestNews, whoHears } from './notice.ts'

const ann = { kind: 'customer', id: 'ann' } as const
const bob = { kind: 'customer', id: 'bob' } as const
const uwe = { kind: 'staff', id: 'uwe' } as const
const all = { newRequests: true, assignments: true, answers: true }
const agents = [
  { id: 'uwe', ...all },
  { id: 'ida', ...all },
  { id: 'deaf', newRequests: false, assignments: false, answers: false },
]
const facts: NewsFacts = { requester: ann, participants: [bob], assigneeId: null, by: ann }
const comment = { what: 'commented', isInternal: false, isAgent: false } as const

test.each<[string, RequestNews, Partial<NewsFacts>, string[], string[]]>([
  ['a new request', { what: 'opened' }, {}, ['ann'], ['uwe', 'ida']],
  ['one that an agent opened', { what: 'opened' }, { by: uwe }, ['ann'], ['ida']],
  ['a comment of the requester, nobody’s yet', comment, {}, ['bob'], ['uwe', 'ida']],
  ['a comment of the requester, Uwe’s', comment, { assigneeId: 'uwe' }, ['bob'], ['uwe']],
  [
    'a comment of the requester, of one who wants to hear nothing',
    comment,
    { assigneeId: 'deaf' },
    ['bob'],
    [],
  ],
  ['a comment of a participant', comment, { by: bob, assigneeId: 'uwe' }, ['ann'], ['uwe']],
  [
    'an answer of Uwe, whose it is',
    { ...comment, isAgent: true },
    { by: uwe, assigneeId: 'uwe' },
    ['ann', 'bob'],
    [],
  ],
  [
    'an answer of Ida to one of Uwe’s',
    { ...comment, isAgent: true },
    { by: { kind: 'staff', id: 'ida' }, assigneeId: 'uwe' },
    ['ann', 'bob'],
    ['uwe'],
  ],
  ['an answer to one that is nobody’s', { ...comment, isAgent: true }, { by: uwe }, ['ann', 'bob'], []],
  ['a note', { ...comment, isAgent: true, isInternal: true }, { by: uwe, assigneeId: 'ida' }, [], ['ida']],
  ['a note in one that is nobody’s', { ...comment, isAgent: true, isInternal: true }, { by: uwe }, [], []],
  ['given to Ida', { what: 'assigned' }, { by: uwe, assigneeId: 'ida' }, [], ['ida']],
  ['taken by oneself', { what: 'assigned' }, { by: uwe, assigneeId: 'uwe' }, [], []],
  ['resolved', { what: 'resolved' }, { by: uwe }, ['ann', 'bob'], []],
  ['solved by the requester', { what: 'resolved' }, { by: ann }, ['bob'], []],
])('of %s hear those whom it concerns', (_what, news, given, askers, told) => {
  const found = whoHears(news, { ...facts, ...given }, agents)
  expect(found.askers.map(({ id }) => id)).toEqual(askers)
  expect(found.agents).toEqual(told)
})
