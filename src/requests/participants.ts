// Who takes part in a request by name.
import { isSame, type Person, participantsMax, personOf, writerOf } from '../model/desk/request.ts'
import { conflict, FieldErrors, invalid, notFound } from '../model/errors.ts'
import { foldAddress, isAddress } from '../model/identity/email-address.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { touchRequest } from '../storage/desk/requests.ts'
import { addParticipant, removeParticipant } from '../storage/desk/sharing.ts'
import {
  type AskerRow,
  activeHolder,
  askerFacts,
  type SightRow,
  sightOfCustomer,
} from '../storage/desk/sight.ts'
import { note, tellRequests } from './history.ts'
import { requirePace } from './pace.ts'
import { requireSteering } from './share.ts'
import { type Face, holdSeen, type SeenRequest } from './sight.ts'

/** Who adds, and where they are. */
interface Adder {
  readonly person: Person
  readonly face: Face
}

/** Somebody who is added, as whoever adds them names them. */
type Added = { readonly address: string } | { readonly customerId: string }

/**
 * Adds somebody who takes part from now on. Who asks adds by address, and only people of an organization that both belong to: who else
 * has an account here is nobody's to find out; their part ends when they leave that organization. Agents add anybody who has one, and
 * programs name them by their id.
 * @throws DoorwardError naming the field
 */
export async function addToRequest(
  database: Database,
  siteId: number,
  requestId: string,
  adder: Adder,
  who: Added,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, (tx) => addIn(tx, requestId, adder, who, context))
}

/** The same in the caller's transaction. */
export async function addIn(
  tx: Transaction,
  requestId: string,
  { person: by, face }: Adder,
  who: Added,
  context: AuditContext,
): Promise<void> {
  const { siteId } = tx
  const { now } = context
  const seen = await holdSeen(tx, requestId, by, face)
  requireSteering(seen)
  await requirePace(tx, by, 'act', now)
  const { state, participants } = seen
  const isAgent = seen.sight.by === 'agent'
  const person = 'address' in who ? await holderOf(tx, who.address) : await activeCustomer(tx, who.customerId)
  const via = isAgent ? null : await common(tx, seen, person)
  if (!person || via === undefined) throw nobodyThere(isAgent)
  if (isSame(person, writerOf(state))) throw conflict('address: it is their request already.', 'address')
  if (participants.some((one) => isSame(personOf(one.customerId, one.staffId), person))) return
  // Whoever left takes nobody's place.
  if (participants.filter(({ isActive }) => isActive).length >= participantsMax)
    throw new FieldErrors([
      {
        field: 'address',
        rule: 'too-many',
        detail: `at most ${participantsMax} people take part in a request.`,
        limit: participantsMax,
      },
    ])
  tx.write(addParticipant(siteId, requestId, { person, viaOrganizationId: via, now }))
  finish(tx, requestId, { by, person, kind: 'participant-added' }, context)
}

/** Somebody takes part no longer: by who asked, an agent, or themselves. */
export async function removeFromRequest(
  database: Database,
  siteId: number,
  requestId: string,
  { person: by, face }: Adder,
  personId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const seen = await holdSeen(tx, requestId, by, face)
    if (personId !== by.id) requireSteering(seen)
    await requirePace(tx, by, 'act', context.now)
    const found = seen.participants.find((one) => (one.customerId ?? one.staffId) === personId)
    if (!found) throw notFound('This participant')
    await tx.read(removeParticipant(siteId, requestId, personId))
    const person = personOf(found.customerId, found.staffId)
    finish(tx, requestId, { by, person, kind: 'participant-removed' }, context)
  })
}

/** To who asks the same words whether the address is nobody's, or somebody's who is no colleague. */
const nobodyThere = (isAgent: boolean) =>
  invalid(
    'address',
    isAgent
      ? 'must be the address that somebody with an active account holds.'
      : 'must be the address of somebody of your organization who has an account here.',
  )

async function holderOf(tx: Transaction, given: string): Promise<Person | undefined> {
  const address = given.trim()
  if (!isAddress(address)) throw invalid('address', 'must be an e-mail address.')
  const [found] = await tx.read<{ customerId: string | null; staffId: string | null }>(
    activeHolder(tx.siteId, foldAddress(address)),
  )
  return found && personOf(found.customerId, found.staffId)
}

async function activeCustomer(tx: Transaction, id: string): Promise<Person | undefined> {
  const person = { kind: 'customer', id } as const
  const [found] = await tx.read<AskerRow>(askerFacts(tx.siteId, person))
  return found?.isActive ? person : undefined
}

/** The organization that both belong to; undefined: none. */
async function common(
  tx: Transaction,
  { memberships }: SeenRequest,
  person: Person | undefined,
): Promise<string | undefined> {
  if (person?.kind !== 'customer') return undefined
  const theirs = await tx.read<SightRow>(sightOfCustomer(tx.siteId, person.id))
  const ids = new Set(theirs.map(({ organizationId }) => organizationId))
  return memberships.find(({ organizationId }) => ids.has(organizationId))?.organizationId
}

function finish(
  tx: Transaction,
  requestId: string,
  { by, person, kind }: { by: Person; person: Person; kind: 'participant-added' | 'participant-removed' },
  context: AuditContext,
): void {
  const { now } = context
  tx.write(touchRequest(tx.siteId, requestId, now))
  note(tx, requestId, { by, now }, kind, { personId: person.id, personKind: person.kind })
  const details = { personId: person.id, by: by.id }
  audit(tx, context, { action: `request.${kind}`, subjectKind: 'request', subject: requestId, details })
  tellRequests(tx)
}
