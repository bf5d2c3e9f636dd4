import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

export const domains = {
  title: 'Domains',
  another: 'Add a domain',
  domain: 'Domain',
  hint: 'Such as globex.com',
  why: 'Addresses in it are held: this directory’s word counts for them. A proven domain is stronger than a declared one: no other directory has a say in it any more. Subdomains count for themselves.',
  prove: 'Prove by DNS',
  declareInstead: 'Declare instead',
  none: 'No domain',
  noneWhy:
    'Addresses of this directory are only claimed: they match nobody and hold nothing, until a domain is proven or declared.',
  authority: 'Authority',
  authorities: { declared: 'Declared', proven: 'Proven', none: 'None yet' },
  since: 'Since',
  act: 'Act',
  remove: 'Take back',
  removeWhat: (domain: string) => `Take back ${domain}`,
  proofBegun: 'A proof is under way',
  seen: 'Record seen',
  missing: 'The record is missing',
  acts: {
    declare: {
      title: (domain: string) => `Declare ${domain}`,
      act: 'Declare',
      effect:
        'You vouch that this company owns the domain. It counts for everybody whom its identity provider sends, now and later.',
    },
    prove: {
      title: (domain: string) => `Prove ${domain}`,
      act: 'Look for the record',
      effect:
        'If resolvers agree that the record is there, the domain is proven, and no other directory has a say in it.',
    },
    remove: {
      title: (domain: string) => `Take back ${domain}`,
      act: 'Take back',
      effect: 'The people stay, and the domain can be added again. It takes a few seconds.',
    },
  },
  gains: (n: number, hasMore: boolean) =>
    hasMore
      ? `More than ${n} addresses are held from then on.`
      : plural(n, {
          one: '1 address is held from then on.',
          other: '{n} addresses are held from then on.',
        }),
  loses: (n: number, hasMore: boolean) =>
    hasMore
      ? `More than ${n} addresses are only claimed from then on.`
      : plural(n, {
          one: '1 address is only claimed from then on.',
          other: '{n} addresses are only claimed from then on.',
        }),
  first: 'The first of them',
  othersLose: 'Other directories lose their say',
  others: (n: number) =>
    plural(n, {
      one: '1 person of another directory loses an address there.',
      other: '{n} people of other directories lose an address there.',
    }),
  ofDirectory: (address: string, directory: string) => `${address}, of ${directory}`,
  declarations: (names: string) => `The declaration of ${names} ends.`,
  links: (n: number) =>
    plural(n, {
      one: '1 customer whom no directory manages has such an address.',
      other: '{n} customers whom no directory manages have such an address.',
    }),
  cases: (n: number) =>
    plural(n, { one: '1 open case is about these people.', other: '{n} open cases are about these people.' }),
  proofOf: (domain: string) => `Proof of ${domain}`,
  putRecord: 'Whoever runs the DNS of this company adds a TXT record:',
  recordName: 'Name',
  recordValue: 'Value',
  begunUntil:
    'Nothing changes for anybody until the record is found. It is looked for by itself, every few minutes at first and later every hour, so you may leave this page. The proof expires {when}.',
  keepRecord: 'The record has to stay: it is looked for every day.',
  missedUntil: 'Put it back, or addresses there are only claimed {when}.',
  expired: 'The proof has expired',
  expiredWhat: 'The record was not there within 14 days. Add the domain again for a new value.',
  look: 'Look for the record',
  found: {
    'not-there': 'The record is not there',
    unclear: 'The resolvers do not agree',
    silent: 'The resolvers do not answer',
  },
  saw: {
    seen: 'sees the record',
    'other-value': 'sees other TXT records',
    nothing: 'sees no record',
    alias: 'sees an alias (CNAME), which proves nothing',
    'every-name': 'sees the value at every name (a wildcard), which proves nothing',
    'too-long': 'sees more records than can be looked through',
    'no-answer': 'does not answer',
  },
  silentWhy:
    'The server, or the DNS of this domain, cannot be reached. Whoever runs the server chooses resolvers by DNS_RESOLVERS.',
  later: 'A change of DNS takes minutes to hours. Try again later.',
  guests: {
    title: 'Guests',
    off: 'This directory does not speak for guests: addresses outside its domains are only claimed.',
    on: 'This directory speaks for guests:',
    why: 'For an identity provider with guests from domains that nobody claimed and that change often. Their addresses are held, unless somebody else holds them, another directory has proven the domain, or staff reserve it. Nobody is linked by it.',
    allow: 'Speak for guests',
    end: 'End it',
    allowEffect:
      'You vouch for what this identity provider says of addresses that nobody else holds or has proven, now and later.',
    endEffect: 'The people stay. Addresses in the directory’s own domains stay held. It takes a few seconds.',
  },
}
