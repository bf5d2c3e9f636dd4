import { describe, expect, test } from 'vitest'
import { InMemory } from '../../../test/look-alikes/in-memory.ts'
import { innocents } from '../../../test/look-alikes/innocents.ts'
import { kinds } from '../../../test/look-alikes/kinds.ts'
import { type Known, population, Random, written } from '../../../test/look-alikes/population.ts'
import { type AssuranceLevel, assessMail, type MailFacts } from './assurance.ts'
import { lookAlikesOf, type Writer } from './look-alike.ts'

const site = population(7)
const memory = new InMemory(site)
const passed = { dmarc: 'pass', aligned: true, domain: null } as const
const none = { dmarc: 'none', aligned: false, domain: null } as const

function levelOf(writer: Writer, authentication: MailFacts['authentication']): AssuranceLevel {
  const owner = memory.ownerOf(writer.address)
  return assessMail({
    from: writer,
    authentication,
    owner: owner ? ownerOf(owner) : { kind: 'nobody' },
    lookAlikes: lookAlikesOf(writer, memory.find(writer)),
  }).level
}

function ownerOf({ kind, name, company: directory }: Known): MailFacts['owner'] {
  if (kind === 'staff') return { kind, name: written(name) }
  return { kind, name: written(name), standing: 'held', active: true, directory, foreignDomain: false }
}

const attacksEach = 60

/** How many of so many attacks of a kind are suspect. Who attacks proves a domain of their own. */
function recallOf(kind: (typeof kinds)[number]): number {
  const random = new Random(1_000 + kinds.indexOf(kind))
  // Of the names that a hundred have it is known that they say nothing.
  const victims = site.people.filter(
    (one) => written(one.name) !== 'Michael Müller' && kind.fits(one, random),
  )
  let found = 0
  for (let n = 0; n < attacksEach; n += 1) {
    const attack = kind.make(random.of(victims), random, site)
    if (levelOf(attack, attack.isForged ? none : passed) === 'suspect') found += 1
  }
  return found / attacksEach
}

const recalls = new Map(kinds.map((kind) => [kind.name, recallOf(kind)]))
const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length
const meanWhere = (heldBack: boolean) =>
  mean(kinds.filter((kind) => kind.heldBack === heldBack).map(({ name }) => recalls.get(name) ?? 0))

describe('the labelled set of docs/assurance.md', () => {
  test('half of the kinds were held back', () => {
    expect(kinds.filter(({ heldBack }) => heldBack)).toHaveLength(kinds.length / 2)
  })

  test('of the attacks, 95 of 100 are suspect', () => {
    console.log(JSON.stringify(Object.fromEntries(recalls), null, 1), meanWhere(false), meanWhere(true))
    const table = Object.fromEntries(recalls)
    expect(meanWhere(false), JSON.stringify(table)).toBeGreaterThanOrEqual(0.95)
    expect(meanWhere(true), JSON.stringify(table)).toBeGreaterThanOrEqual(0.95)
  })

  test('of 10,000 who mean no harm, 5 of 1,000 at most are suspect', () => {
    const all = innocents(10_000, new Random(99), site)
    const alarms = all.filter((one) => levelOf(one, passed) === 'suspect')
    expect(alarms.length / all.length, JSON.stringify(alarms.slice(0, 20))).toBeLessThanOrEqual(0.005)
  })
})
