import { pluralIn } from './plural.ts'

const plural = pluralIn('en')
const requests = (n: number) => plural(n, { none: 'no request', one: '1 request', other: '{n} requests' })

/** The requests of somebody who left go to a colleague, in English. */
export const handing = {
  act: 'Hand over requests…',
  title: (name: string) => `Who goes on with the requests of ${name}?`,
  why: 'Choose a colleague. Which requests go, and which of them are private, is shown before. The leaver stays in their history.',
  choose: 'Choose',
  chooseThem: (name: string) => `Choose ${name}`,
  confirm: (leaver: string, colleague: string) => `Hand the requests of ${leaver} to ${colleague}?`,
  handOver: 'Hand over',
  none: 'There is no request.',
  colleagues: (organizations: string) => `Both belong to ${organizations}.`,
  strangers: 'They share no organization.',
  strangersAsk: 'They are colleagues all the same: I have made sure',
  strangersOnly: 'Only a site administrator confirms that they are colleagues.',
  goes: (n: number, privateOnes: number) =>
    `${requests(n)} of the leaver, of which ${plural(privateOnes, { none: 'none is private', one: '1 is private', other: '{n} are private' })}.`,
  more: 'There are more than go in one act: hand over again afterwards.',
  others: (n: number) => `and ${n} more`,
  private: 'private',
  sharedWith: (organization: string) => `shared with ${organization}`,
  privateToo: 'The private ones too',
  privateHint: 'Nobody of the colleague’s organizations has seen them.',
  privateOnly: 'The private ones are handed over by a site administrator.',
  undoHint: 'It can be taken back for seven days.',
  list: 'Requests handed over',
  given: (n: number) => requests(n),
  until: 'Can be taken back until',
  undone: 'Taken back',
  over: 'Since',
  undo: 'Take back',
  undoThem: (colleague: string) => `Take back from ${colleague}`,
  undoTitle: (colleague: string) => `Take the requests back from ${colleague}?`,
  undoWhy: 'What the colleague still has of them is the leaver’s again.',
}
