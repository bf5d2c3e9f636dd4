// Attacks against somebody of a population, by kind. Half of the kinds were held back while the rules were tuned; which was decided
// before the first run (docs/assurance.md).
import type { Writer } from '../../src/model/desk/look-alike.ts'
import { consumer, type Known, type Population, plain, type Random, written } from './population.ts'

interface Attack extends Writer {
  /** The message is forged from an address of the known domain itself, which publishes no policy. */
  readonly isForged?: true
}

export interface Kind {
  readonly name: string
  readonly heldBack: boolean
  /** Whom it is aimed at. */
  fits(victim: Known, random: Random): boolean
  make(victim: Known, random: Random, site: Population): Attack
}

const ofCompany = ({ company }: Known) => company !== null
const isLong = ({ address }: Known) => address.slice(address.indexOf('@') + 1).indexOf('.') >= 5
const isStaff = ({ kind }: Known) => kind === 'staff'
const isLatin = ({ name }: Known) => /^\p{Script=Latin}+$/u.test(name.first + name.last)
const atConsumer = ({ address }: Known) => consumer.includes(address.split('@')[1] ?? '')

const elsewhere = (random: Random) =>
  `${random.of(['office', 'info', 'x7', 'mail', 'desk.contact'])}@${random.of([...consumer, 'tempbox.example', 'vx-trade.example'])}`
const from = (name: string, address: string): Attack => ({ name, address, replyTo: [] })
const domainOf = ({ address }: Known) => address.slice(address.indexOf('@') + 1)
const at = (victim: Known, domain: string) => `${victim.address.split('@')[0]}@${domain}`
/** The label of a domain, and all behind it. */
const cut = (domain: string) =>
  [domain.slice(0, domain.indexOf('.')), domain.slice(domain.indexOf('.'))] as const

const cyrillic: { readonly [letter: string]: string } = {
  ...{ a: 'а', e: 'е', o: 'о', p: 'р', c: 'с', x: 'х', y: 'у', i: 'і', s: 'ѕ', j: 'ј' },
  ...{ A: 'А', E: 'Е', O: 'О', P: 'Р', C: 'С', X: 'Х', M: 'М', H: 'Н', K: 'К', T: 'Т', B: 'В' },
}

/** Some of the letters that can be, at least one. */
function replaced(
  text: string,
  table: { readonly [letter: string]: string },
  random: Random,
): string | undefined {
  const places = [...text].flatMap((letter, n) => (table[letter] === undefined ? [] : [n]))
  if (places.length === 0) return undefined
  const sure = random.of(places)
  return [...text]
    .map((letter, n) => (n === sure || (places.includes(n) && random.next() < 0.4) ? table[letter] : letter))
    .join('')
}

function oneEdit(label: string, random: Random): string {
  const n = 1 + random.below(label.length - 2)
  const letter = random.of([...'aeioulrnst'])
  const edits = [
    label.slice(0, n) + label.slice(n + 1),
    label.slice(0, n) + (label[n] ?? '') + label.slice(n),
    label.slice(0, n) + letter + label.slice(n + 1),
    label.slice(0, n - 1) + (label[n] ?? '') + (label[n - 1] ?? '') + label.slice(n + 1),
  ].filter((one) => one !== label)
  return random.of(edits)
}

const titles = ['Dr.', 'Prof.', 'Mr', 'Frau', 'Herr', 'Mrs.']
const latinTricks: readonly (readonly [string, string])[] = [
  ['m', 'rn'],
  ['l', '1'],
  ['o', '0'],
  ['i', 'l'],
  ['l', 'i'],
  ['w', 'vv'],
]

export const kinds: readonly Kind[] = [
  {
    name: 'the same name',
    heldBack: false,
    fits: ({ kind }) => kind === 'customer',
    make: (victim, random) => from(written(victim.name), elsewhere(random)),
  },
  {
    name: 'order, initials and titles',
    heldBack: true,
    fits: ({ kind }) => kind === 'customer',
    make({ name: { first, last } }, random) {
      const initial = random.of([...'ABDEGHJ'])
      const shown = random.of([
        `${last}, ${first}`,
        `${last} ${first}`,
        `${random.of(titles)} ${first} ${last}`,
        `${first} ${initial}. ${last}`,
        `${first.toUpperCase()} ${last.toUpperCase()}`,
        `${last.toUpperCase()}, ${first}`,
      ])
      return from(shown, elsewhere(random))
    },
  },
  {
    name: 'confusable letters in the name',
    heldBack: false,
    fits: ({ name }) => [...written(name)].some((letter) => cyrillic[letter] !== undefined),
    make: ({ name }, random) => from(replaced(written(name), cyrillic, random) ?? '', elsewhere(random)),
  },
  {
    name: 'accents and invisible characters',
    heldBack: true,
    fits: isLatin,
    make({ name }, random) {
      const text = written(name)
      const n = 1 + random.below(text.length - 1)
      const inside = (one: string) => text.slice(0, n) + one + text.slice(n)
      const shown = random.of([
        inside('\u200b'),
        inside('\u00ad'),
        inside('\u2060'),
        inside('\u0301').normalize('NFC'),
        text.replace(' ', '\u00a0\u2003'),
        text.replace(/[aeo]/, (letter) => ({ a: 'á', e: 'ẹ', o: 'ø' })[letter] ?? letter),
      ])
      return from(shown, elsewhere(random))
    },
  },
  {
    name: 'a domain one edit away',
    heldBack: false,
    fits: (victim) => ofCompany(victim) && isLong(victim),
    make(victim, random) {
      const [label, rest] = cut(domainOf(victim))
      return from('', at(victim, oneEdit(label, random) + rest))
    },
  },
  {
    name: 'confusable Latin letters in the domain',
    heldBack: true,
    fits: (victim) => ofCompany(victim) && isLong(victim) && /[mloiw]/.test(cut(domainOf(victim))[0]),
    make(victim, random) {
      const [label, rest] = cut(domainOf(victim))
      const [one, other] = random.of(latinTricks.filter(([letter]) => label.includes(letter)))
      return from('', at(victim, label.replaceAll(one, other) + rest))
    },
  },
  {
    name: 'letters of other scripts in the domain',
    heldBack: false,
    fits: (victim) => ofCompany(victim) && /[aeopcxyi]/.test(cut(domainOf(victim))[0]),
    make(victim, random) {
      const [label, rest] = cut(domainOf(victim))
      const shown = (replaced(label, cyrillic, random) ?? label) + rest
      // Some servers send the letters, some what DNS has for them.
      const domain = random.next() < 0.5 ? new URL(`http://${shown}`).hostname : shown
      return from('', at(victim, domain))
    },
  },
  {
    name: 'another suffix, or a word added',
    heldBack: true,
    fits: (victim) => ofCompany(victim) && isLong(victim),
    make(victim, random) {
      const [label, rest] = cut(domainOf(victim))
      const other = random.of(['.biz', '.info', '.cc', '.shop', '.online'])
      const domain = random.of([
        `${label}${other}`,
        `${label}-support${rest}`,
        `secure-${label}${rest}`,
        `${label}-hr.com`,
        `${label}group.com`,
        `login${label}.com`,
        `${label}-invoices.com`,
      ])
      return from('', at(victim, domain))
    },
  },
  {
    name: 'a known domain in front of another',
    heldBack: false,
    fits: ofCompany,
    make: (victim, random) =>
      from(
        '',
        at(victim, `${domainOf(victim)}.${random.of(['vx-trade.example', 'mailhost.example', 'cdn-9.net'])}`),
      ),
  },
  {
    name: 'a known domain in front, with a hyphen or its label alone',
    heldBack: true,
    fits: (victim) => ofCompany(victim) && isLong(victim) && !domainOf(victim).includes('-'),
    make(victim, random) {
      const [label] = cut(domainOf(victim))
      const hyphened = domainOf(victim).replaceAll('.', '-')
      const domain = random.of([
        `${hyphened}.vx-trade.example`,
        `${hyphened}.com`,
        `${label}.vx-trade.example`,
      ])
      return from('', at(victim, domain))
    },
  },
  {
    name: 'name and company inside the address',
    heldBack: false,
    fits: (victim) => ofCompany(victim) && isLatin(victim),
    make({ name: { first, last }, address }, random) {
      const [label] = cut(address.slice(address.indexOf('@') + 1))
      const local = `${plain(first)}.${plain(last)}.${label}`
      return from('', `${local}@${random.of(consumer)}`)
    },
  },
  {
    name: 'name and company inside the address, without a separator',
    heldBack: true,
    fits: (victim) => ofCompany(victim) && isLatin(victim),
    make({ name: { first, last }, address }, random) {
      const [label] = cut(address.slice(address.indexOf('@') + 1))
      const [a, b] = [plain(first), plain(last)]
      const local = random.of([
        `${a}${b}-${label}`,
        `${label}_${a}${b}`,
        `${a}${b}.${label}`,
        `${a}.${b}-${label}`,
      ])
      return from('', `${local.slice(0, 60)}@${random.of(consumer)}`)
    },
  },
  {
    name: 'an address as display name',
    heldBack: false,
    fits: () => true,
    make: ({ address }, random) =>
      from(random.of([address, `<${address}>`, `${address} via Mail`]), elsewhere(random)),
  },
  {
    name: 'a domain, or role and company, in the display name',
    heldBack: true,
    fits: ofCompany,
    make({ name, address, company }, random) {
      const domain = address.slice(address.indexOf('@') + 1)
      const shown = random.of([
        `IT Service ${domain}`,
        `${written(name)} | ${company}`,
        `${written(name)} (${company})`,
        `${domain} Helpdesk`,
        `${company}: ${written(name)}`,
      ])
      return from(shown, elsewhere(random))
    },
  },
  {
    name: 'a changed local part',
    heldBack: false,
    fits: (victim) => atConsumer(victim) && /^[a-z]{2,}\.[a-z]{3,}@/.test(victim.address),
    make({ address }, random) {
      const [local = '', domain = ''] = address.split('@')
      const [a = '', b = ''] = local.split('.')
      const changed = random.of([
        `${b}.${a}`,
        `${a}${b}`,
        `${a}_${b}`,
        `${a}-${b}`,
        `${a}.${b.slice(0, -1)}`,
        `${a}.${b}${b.at(-1)}`,
      ])
      return from('', `${changed}@${domain}`)
    },
  },
  {
    name: 'an answer that goes elsewhere',
    heldBack: true,
    fits: (victim) => ofCompany(victim),
    make: (victim, random) => ({
      name: written(victim.name),
      address: victim.address,
      replyTo: [{ address: `${plain(victim.name.first)}.${plain(victim.name.last)}@${random.of(consumer)}` }],
      isForged: true,
    }),
  },
  {
    name: 'the name of one of the staff',
    heldBack: false,
    fits: isStaff,
    make: (victim, random) => from(written(victim.name), elsewhere(random)),
  },
  {
    name: 'the name of one of the staff with a role',
    heldBack: true,
    fits: isStaff,
    make({ name }, random) {
      const shown = random.of([
        `${written(name)} – Support`,
        `${written(name)}, Helpdesk Team`,
        `Support: ${written(name)}`,
        `${written(name)} (IT)`,
        `${written(name)} | Kundenservice`,
      ])
      return from(shown, elsewhere(random))
    },
  },
]
