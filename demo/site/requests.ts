// What the people of the demonstration ask, and what agents answer. The texts are what customers and agents write, and no
// texts of Doorward's own.
import type { CompanyId } from '../contract.ts'

export interface AskedRequest {
  /** Who asks: the nth person of a company. */
  readonly by: readonly [company: 'globex' | 'initech', n: number]
  readonly kind: 'question' | 'return' | 'access'
  readonly summary: string
  readonly text: string
  /** Shared with whatever organizations the person belongs to. */
  readonly isShared?: true
  /** In turns: what an agent wrote, or the person. */
  readonly thread?: readonly (readonly ['agent' | 'note' | 'person', string])[]
  /** Where it stands in the end, if not where the last message left it. */
  readonly ends?: 'resolved'
  readonly priority?: 'high' | 'urgent'
}

export const askedRequests: readonly AskedRequest[] = [
  {
    by: ['globex', 0],
    kind: 'question',
    summary: 'Label printer in Springfield prints every second page blank',
    text: 'Since the update on Monday **every second label is blank**. We have changed the roll already.\n\n1. Printer: UP-200\n2. Firmware: 4.1.7',
    isShared: true,
    priority: 'high',
    thread: [
      [
        'agent',
        'Thank you, Ann. Does it also happen when you print the test page from the menu of the printer itself?',
      ],
      ['person', 'Yes, the same with the test page. Three of our five printers do it.'],
      ['note', 'Same firmware as the Initech case from last week. I ask the vendor.'],
    ],
  },
  {
    by: ['globex', 1],
    kind: 'return',
    summary: 'Return of two scanners with cracked glass',
    text: 'Two hand scanners came with cracked glass. The boxes were fine. Where shall I send them?',
    thread: [
      [
        'agent',
        'I am sorry about that. The return label is on its way to you. New scanners leave us tomorrow.',
      ],
      ['person', 'They are here already. Thank you!'],
    ],
    ends: 'resolved',
  },
  {
    by: ['globex', 7],
    kind: 'access',
    summary: 'Access to the stock report for the night shift',
    text: 'The four people of the night shift need the stock report from Monday on.',
    isShared: true,
  },
  {
    by: ['globex', 11],
    kind: 'question',
    summary: 'Invoice 2026-1184 names our old address',
    text: 'We moved in spring. The invoice still goes to the old street, and our auditors send it back.',
    thread: [
      ['agent', 'I have changed the address. Shall we write the two invoices of last month anew as well?'],
    ],
  },
  {
    by: ['globex', 12],
    kind: 'question',
    summary: 'Scanner app signs out in the middle of a count',
    text: 'After about ten minutes the app on the handhelds wants a new sign-in, and the count begins at zero.',
    priority: 'urgent',
  },
  {
    by: ['initech', 0],
    kind: 'question',
    summary: 'PC load letter',
    text: 'The printer on the second floor says *PC LOAD LETTER*. Nobody here knows what it means.',
    thread: [
      [
        'agent',
        'It wants paper of the size Letter in the paper cassette (PC). The cassette is empty, or holds A4.',
      ],
      ['person', 'It held A4. Thank you, that was it.'],
    ],
    ends: 'resolved',
  },
  {
    by: ['initech', 2],
    kind: 'question',
    summary: 'Cover sheets are missing on the weekly reports',
    text: 'Did you get the memo? The weekly reports go out with cover sheets now. The export does not add them.',
    isShared: true,
    thread: [['agent', 'The template has cover sheets from version 5 on. May I update yours tonight?']],
  },
  {
    by: ['initech', 4],
    kind: 'access',
    summary: 'New colleague in Engineering cannot see our requests',
    text: 'She started on Monday, signs in well, and sees an empty list under *My organization’s requests*.',
  },
  {
    by: ['initech', 9],
    kind: 'return',
    summary: 'Stapler, red, does not staple',
    text: 'It is the red one. I would like to have it repaired and not replaced.',
  },
]

export interface WrittenMail {
  readonly from: CompanyId
  readonly n: number
  readonly subject: string
  readonly text: string
}

/** By mail, each from the own mailbox, with everything that proves it. */
export const writtenMails: readonly WrittenMail[] = [
  {
    from: 'hooli',
    n: 0,
    subject: 'Our order from last week',
    text: 'Hello,\n\nwe ordered twelve label printers last week. Can you tell me when they come?\n\nBest regards',
  },
  {
    from: 'hooli',
    n: 3,
    subject: 'Manual in Italian?',
    text: 'Is there a manual for the UP-200 in Italian? Our people in Turin ask for one.',
  },
  {
    from: 'globex',
    n: 5,
    subject: 'Training for the new handhelds',
    text: 'We are six people and could come any day next week but Friday.',
  },
]

/** What the owner reads about the help desk's portals. */
export const portals = {
  returns: {
    key: 'RET',
    name: 'Returns and repairs',
    description: 'Something is broken, or was never right.',
  },
  access: { key: 'ACC', name: 'Access', description: 'Who may see what in our systems.' },
} as const
