import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the subscription and the usage say, in English. */
export const subscription = {
  sub: 'Seats of staff are billable. Customers and members are not, however many they are.',
  plan: 'Plan',
  status: 'Status',
  plans: { none: 'None', standard: 'Standard', premium: 'Premium' },
  statuses: { active: 'Active', lapsed: 'Lapsed' },
  grantsNothing: 'Nobody new gets in',
  grantsNothingWhy:
    'Without an active plan, what directories send is kept and granted later. Whoever leaves still loses access at once.',
  change: 'Change the plan',
  changeTo: 'What should it be?',
  choices: {
    standard: 'Standard',
    premium: 'Premium',
    lapsed: 'Let it lapse',
    none: 'Give up the plan',
  },
  choiceMeans: {
    standard: 'Directories create people and grant what is theirs.',
    premium: 'The same rules as Standard today.',
    lapsed: 'For now. The plan stays chosen, and renewing it grants what waited.',
    none: 'For good. It counts as lapsed, so that whoever leaves still loses access.',
  },
  isNow: 'This is what you have.',
  stops: (n: number) =>
    plural(n, {
      none: 'No directory is live, so nothing stops today.',
      one: '1 live directory grants nothing new from now on. Whoever leaves still loses access at once.',
      other: '{n} live directories grant nothing new from now on. Whoever leaves still loses access at once.',
    }),
  stopsMore:
    'Nobody is removed, no session ends, and nothing is lost: what directories change meanwhile is kept. New people are refused until you renew.',
  starts: (n: number) =>
    plural(n, {
      none: 'No directory is live, so nothing is granted today.',
      one: '1 live directory grants again.',
      other: '{n} live directories grant again.',
    }),
  waitingUsers: (n: number) =>
    plural(n, {
      none: 'Nobody waits.',
      one: '1 person who waited is brought up to date.',
      other: '{n} people who waited are brought up to date.',
    }),
  waitingMany: 'More than ten thousand people who waited are brought up to date.',
  staysSame: 'Nothing changes for anybody today: what is granted now goes on, and what is not does not.',
  typeToConfirm: (name: string) => `Type ${name} to confirm`,
  acts: {
    standard: 'Take Standard',
    premium: 'Take Premium',
    lapsed: 'Let the plan lapse',
    none: 'Give up the plan',
  },
}

export const usage = {
  today: 'Today',
  billable: (n: number) =>
    plural(n, { none: 'Nobody is billable', one: '1 billable seat', other: '{n} billable seats' }),
  billableWhy: 'Whoever has a seat today, or had one earlier today. An invitation is a seat.',
  notBillable: (n: number) =>
    plural(n, {
      none: 'Not billable: nobody',
      one: '1 person is not billable',
      other: '{n} people are not billable',
    }),
  customersCostNothing: 'Portal-only accounts and members are never billed, however many they are.',
  days: 'Day by day',
  lastDays: (n: number) => `${n} days`,
  range: 'How many days are shown',
  asChart: 'Chart',
  asTable: 'Table',
  view: 'How the days are shown',
  export: 'CSV',
  exportWhat: 'CSV of these days, to download',
  day: 'Day',
  seats: 'Billable seats',
  customers: 'Customers',
  members: 'Members',
  chart: (what: string, from: string, to: string) => `${what} from ${from} to ${to}`,
  mostFewest: (most: string, fewest: string, last: string) =>
    `At most ${most}, at least ${fewest}, ${last} on the last day.`,
  noDays: 'Days appear here from tomorrow on: each is written when it is over.',
  who: 'Who is billable today',
  toStaff: 'Change this under Staff',
  person: 'Person',
  role: 'Role',
  since: 'Seat since',
  gaveUp: 'Given up today',
}
