// What may happen: each event as what the company's own systems do then. Nothing here touches the server but by its public
// addresses.
import { conflict, notFound } from '../../src/model/errors.ts'
import type { DemoEvent } from '../contract.ts'
import { isAhead, type SimulatedGroup, type SimulatedPerson } from '../simulator/company.ts'
import type { Provisioner } from '../simulator/provisioner.ts'
import { inventedPerson } from './people.ts'
import type { SiteClient } from './site-client.ts'
import { type LiveCompany, nameOf, type Stage, strangeDomain } from './stage.ts'

/** What an event is given. */
interface Given {
  readonly stage: Stage
  readonly company: LiveCompany
  /** Undefined: whoever or whichever comes next. */
  readonly person: string | undefined
  readonly group: string | undefined
  /** The owner's own session, for what only the owner may do. */
  readonly owner: SiteClient
}

/** Does it, and says whom or what it was about. */
type Act = (given: Given) => Promise<string>

/** What a company's provider does by itself. */
function provisionerOf({ company }: Given): Provisioner {
  if (!company.provided) throw conflict(`${company.plan.name} has no identity provider.`)
  return company.provided.provisioner
}

/** Who was named, or the first for whom it makes sense; the last, where somebody is lost by it. */
function personOf(
  given: Given,
  fits: (person: SimulatedPerson) => boolean,
  nobody: string,
  from: 'first' | 'last' = 'first',
): SimulatedPerson {
  const { people } = provisionerOf(given)
  const named = given.person === undefined ? undefined : people.get(given.person)
  if (given.person !== undefined && !named) throw notFound('This person')
  if (named && !fits(named)) throw conflict(nobody)
  // Whoever is in doubt here is chosen only by name.
  const all = [...people.values()].filter(({ address }) => address.endsWith(`@${given.company.plan.domain}`))
  const found = named ?? (from === 'first' ? all.find(fits) : all.findLast(fits))
  if (!found) throw conflict(nobody)
  return found
}

function groupOf(given: Given, fits: (group: SimulatedGroup) => boolean, none: string): SimulatedGroup {
  const { groups } = provisionerOf(given)
  const named = given.group === undefined ? undefined : groups.get(given.group)
  if (given.group !== undefined && !named) throw notFound('This group')
  if (named && !fits(named)) throw conflict(none)
  const found =
    named ?? [...groups.values()].filter(fits).toSorted((a, b) => b.members.size - a.members.size)[0]
  if (!found) throw conflict(none)
  return found
}

const isThere = ({ active, deleted }: SimulatedPerson) => active && deleted !== true
const isFull = ({ members }: SimulatedGroup) => members.size > 0

const hire: Act = async (given) => {
  const { company } = given
  const provisioner = provisionerOf(given)
  const next = company.plan.people + company.hired
  const { key, givenName, familyName, address, department } = inventedPerson(
    company.plan.id,
    next,
    company.plan,
  )
  const person = { key, givenName, familyName, userName: address, address, department, active: true }
  await provisioner.hire(person)
  company.hired++
  const [first] = provisioner.groups.values()
  const group = [...provisioner.groups.values()].find(({ name }) => name.endsWith(department)) ?? first
  if (group) await provisioner.join(group.key, [key])
  return nameOf(person)
}

/** A name that nobody of the company has with this given name. */
function marriedName({ people }: Provisioner, person: SimulatedPerson): string {
  const taken = new Set([...people.values()].map(nameOf))
  const names = [...people.values()].map(({ familyName }) => familyName)
  const free = names.find((familyName) => !taken.has(nameOf({ ...person, familyName })))
  return free ?? `${person.familyName}-Lee`
}

const marry: Act = async (given) => {
  const { stage, company } = given
  const provisioner = provisionerOf(given)
  // Nobody is married again and again unless somebody says so.
  const marries = (one: SimulatedPerson) =>
    given.person !== undefined || !(company.former.has(one.key) || isAhead(one))
  const person = personOf(given, (one) => isThere(one) && marries(one), 'Only somebody who is there marries.')
  const familyName = marriedName(provisioner, person)
  const address = `${person.givenName}.${familyName}@${company.plan.domain}`.toLowerCase()
  provisioner.changeRecord(person.key, { familyName, userName: address, address })
  // The provider signs them in under the new name, of which the server was not told yet.
  await stage.signIn(company, person.key)
  await stage.sync(company, person.key)
  return nameOf(person)
}

const moveTeam: Act = async (given) => {
  const provisioner = provisionerOf(given)
  const groups = [...provisioner.groups.values()]
  const teamOf = (key: string) => groups.findIndex(({ members }) => members.has(key))
  // Who was deleted and came back is in no team yet, and comes into the first.
  const moves = (person: SimulatedPerson) =>
    isThere(person) && (given.person !== undefined || teamOf(person.key) >= 0) && groups.length > 1
  const person = personOf(given, moves, 'There is no other team for this person.')
  const at = teamOf(person.key)
  const [from, to] = [groups[at], groups[(at + 1) % groups.length]]
  if (!to) throw conflict('There is no other team for this person.')
  if (from) await provisioner.leave(from.key, [person.key])
  await provisioner.join(to.key, [person.key])
  return nameOf(person)
}

const dismiss: Act = async (given) => {
  const person = personOf(given, isThere, 'Only somebody who is there is dismissed.', 'last')
  await provisionerOf(given).dismiss(person.key)
  return nameOf(person)
}

const restore: Act = async (given) => {
  const person = personOf(given, (one) => !isThere(one), 'Nobody has left.')
  await provisionerOf(given).restore(person.key)
  return nameOf(person)
}

const deleted = 0.4

const deleteMany: Act = async (given) => {
  const provisioner = provisionerOf(given)
  const there = [...provisioner.people.values()].filter(isThere).toReversed()
  for (const { key } of there.slice(0, Math.ceil(there.length * deleted))) await provisioner.remove(key)
  return given.company.plan.name
}

const serving = ' and Service'

const renameGroup: Act = async (given) => {
  const group = groupOf(given, () => true, 'There is no group.')
  const name = group.name.endsWith(serving) ? group.name.slice(0, -serving.length) : `${group.name}${serving}`
  await provisionerOf(given).renameGroup(group.key, name)
  return name
}

const emptyGroup: Act = async (given) => {
  const group = groupOf(given, isFull, 'Nobody is in a group any more.')
  await provisionerOf(given).pushGroup({ ...group, members: new Set() })
  return group.name
}

const rotate: Act = async (given) => {
  const { stage, company } = given
  const person = personOf(given, isThere, 'Nobody could sign in.')
  await company.identityProvider?.rotate()
  await stage.signIn(company, person.key)
  return company.plan.name
}

/** Who writes, of any company. */
function writerOf({ stage, company, person }: Given, hasFormer = false) {
  const all = stage.peopleOf(company)
  const fits = (one: (typeof all)[number]) => one.active && (!hasFormer || one.formerAddresses.length > 0)
  const found = all.find((one) => fits(one) && (person === undefined || one.key === person))
  if (!found) {
    throw conflict(
      hasFormer ? 'Nobody has a former address yet: somebody must marry first.' : 'Nobody writes.',
    )
  }
  return found
}

const mailOwn: Act = async (given) => {
  const writer = writerOf(given)
  await given.stage.write({
    from: { name: writer.name, address: writer.address },
    subject: 'A question about our order',
    text: 'Hello,\n\nwhen will our order come? The number is 4711.\n\nBest regards',
    signedBy: given.company.plan.domain,
  })
  return writer.name
}

const mailLookAlike: Act = async (given) => {
  const { stage, company } = given
  const writer = writerOf(given)
  const domain = stage.lookAlikeOf(company)
  const local = writer.address.slice(0, writer.address.indexOf('@'))
  await stage.write({
    from: { name: writer.name, address: `${local}@${domain}` },
    subject: 'New bank account for refunds',
    text: 'Hello,\n\nplease send our refunds to our new account from now on. It is urgent, and I am in a meeting all day.\n\nBest regards',
    signedBy: domain,
  })
  return writer.name
}

const mailFormer: Act = async (given) => {
  const writer = writerOf(given, true)
  await given.stage.write({
    from: { name: writer.name, address: writer.formerAddresses[0] ?? '' },
    subject: 'Please open my request again',
    text: 'Hello,\n\nit has begun again. Please look at it once more.',
    signedBy: given.company.plan.domain,
  })
  return writer.name
}

const mailForged: Act = async (given) => {
  const writer = writerOf(given)
  await given.stage.write({
    from: { name: writer.name, address: writer.address },
    subject: 'Please change my delivery address',
    text: 'Hello,\n\nplease deliver to the address in the attachment from now on, at once.',
    envelopeFrom: `bounce@${strangeDomain}`,
  })
  return writer.name
}

const lapse: Act = async ({ owner }) => {
  await owner.call('changeSubscription', { body: { status: 'lapsed' } })
  return 'lapsed'
}

const renew: Act = async ({ owner, stage }) => {
  await owner.call('changeSubscription', { body: { status: 'active' } })
  // Each provider says once more, in its next cycle, what was refused meanwhile.
  for (const company of stage.companies) await stage.sync(company)
  return 'active'
}

export const acts: { readonly [Event in DemoEvent]: Act } = {
  hire,
  marry,
  'move-team': moveTeam,
  'rename-group': renameGroup,
  dismiss,
  restore,
  'delete-many': deleteMany,
  'empty-group': emptyGroup,
  'rotate-certificate': rotate,
  'mail-own': mailOwn,
  'mail-look-alike': mailLookAlike,
  'mail-former': mailFormer,
  'mail-forged': mailForged,
  lapse,
  renew,
}
