import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

export const domains = {
  title: 'Domains',
  another: 'Declare a domain',
  domain: 'Domain',
  hint: 'Such as globex.com',
  why: 'Addresses in it are held: this directory’s word counts for them. Subdomains count for themselves.',
  check: 'See the effect',
  none: 'No domain',
  noneWhy:
    'Addresses of this directory are only claimed: they match nobody and hold nothing, until you declare whose domain it is.',
  authority: 'Authority',
  authorities: { declared: 'Declared', proven: 'Proven', none: 'Not proven yet' },
  since: 'Since',
  act: 'Act',
  remove: 'Take back',
  removeWhat: (domain: string) => `Take back ${domain}`,
  declareWhat: (domain: string) => `Declare ${domain}`,
  declare: 'Declare',
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
  declareEffect:
    'You vouch that this company owns the domain. It counts for everybody whom its identity provider sends, now and later.',
  removeEffect: 'The people stay, and the domain can be declared again. It takes a few seconds.',
  first: 'The first of them',
}
