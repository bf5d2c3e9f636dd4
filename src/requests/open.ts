// Somebody asks.
import { type Assessment, assessWord } from '../model/desk/assurance.ts'
import { seesEveryPortal } from '../model/desk/portal.ts'
import { type Person, requestKey, summaryMax } from '../model/desk/request.ts'
import { type FieldValues, readFieldValues } from '../model/desk/request-type.ts'
import { conflict, FieldErrors, invalid, notFound } from '../model/errors.ts'
import { isResourceId } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import { firstRequestType, insertRequest, nextNumber } from '../storage/desk/requests.ts'
import { formSeenBy, type PortalAsker, type SeenForm } from '../storage/desk/seen-portals.ts'
import { shareRequest } from '../storage/desk/sharing.ts'
import {
  type AskerRow,
  askerFacts,
  holdAsker,
  type SightRow,
  sightOfCustomer,
} from '../storage/desk/sight.ts'
import { newId } from '../storage/new-id.ts'
import { attachTo } from './attachments.ts'
import { note, tellRequests } from './history.ts'
import { noteOpened } from './notify.ts'
import { requirePace } from './pace.ts'

/** What is asked, and for whom. */
export interface OpenWish {
  readonly requester: Person
  /** Undefined: the first of the first portal. */
  readonly requestTypeId?: string | undefined
  readonly summary: string
  /** Answers by the id of the field. */
  readonly fields?: { readonly [fieldId: string]: unknown }
  /** Organizations of the requester to share it with; undefined: what the portal begins with. */
  readonly organizationIds?: readonly string[] | undefined
  /** Files that whoever opens it brought before, beside those of its fields. */
  readonly attachmentIds?: readonly string[]
}

/** Who opens it: whoever asks, an agent in their name, or somebody at the command line (undefined). */
export type Opener =
  | { readonly kind: 'asker'; readonly assessment: Assessment }
  | { readonly kind: 'agent'; readonly staffId: string; readonly name: string }
  | undefined

export interface Opened {
  readonly id: string
  readonly key: string
}

/**
 * Opens a request. Whoever asks for themselves answers what the form requires and asks where they may; an agent, who hears of it by
 * telephone, need not.
 * @throws FieldErrors naming every field at fault; DoorwardError 'not-found' for a form that the requester may not see
 */
export async function openRequest(
  database: Database,
  siteId: number,
  wish: OpenWish,
  opener: Opener,
  context: AuditContext,
): Promise<Opened> {
  return database.inSite(siteId, (tx) => openIn(tx, wish, opener, context))
}

/** The same in the caller's transaction. */
export async function openIn(
  tx: Transaction,
  wish: OpenWish,
  opener: Opener,
  context: AuditContext,
): Promise<Opened> {
  const { siteId } = tx
  const { requester } = wish
  const summary = readSummary(wish.summary)
  if (!isResourceId(requester.id)) throw invalid('customer', 'must be the id of a customer.')
  const { now } = context
  const [, askers, firsts, memberships = []] = (await tx.readAll([
    holdAsker(siteId, requester),
    askerFacts(siteId, requester),
    firstRequestType(siteId),
    ...(requester.kind === 'customer' ? [sightOfCustomer(siteId, requester.id)] : []),
  ])) as [unknown[], AskerRow[], { id: string }[], SightRow[]?]
  const asker = knownAsker(requester, askers[0], opener)
  if (opener?.kind === 'asker') await requirePace(tx, requester, 'act', now)
  const typeId = wish.requestTypeId ?? firsts[0]?.id
  if (typeId === undefined || !isResourceId(typeId)) throw noForm()
  const [form] = await tx.read<SeenForm>(formSeenBy(siteId, formAsker(requester, asker, opener), typeId))
  if (!form) throw noForm()
  const fields =
    opener?.kind === 'asker' ? form.fields : form.fields.map((one) => ({ ...one, isRequired: false }))
  const read = readFieldValues(fields, wish.fields ?? {})
  if ('errors' in read) throw new FieldErrors(read.errors)
  const organizationIds = sharedWith(wish.organizationIds, form, memberships)
  const requestId = newId()
  const [numbered] = await tx.read<{ key: string; number: number }>(nextNumber(siteId, form.portal.id))
  if (!numbered) throw noForm()
  const key = requestKey(numbered.key, numbered.number)
  const { level: assurance, evidence } =
    opener?.kind === 'asker' ? opener.assessment : assessWord(opener?.name)
  const openedById = opener?.kind === 'agent' ? opener.staffId : null
  tx.write(
    insertRequest(siteId, {
      requestId,
      requester,
      portalId: form.portal.id,
      requestTypeId: form.id,
      key,
      summary,
      fieldValues: read.values,
      openedById,
      assurance,
      evidence,
      words: wordsOf(summary, form.fields, read.values),
      now,
    }),
  )
  for (const organizationId of organizationIds)
    tx.write(shareRequest(siteId, { requestId, createdAt: now }, organizationId, now))
  const by = opener?.kind === 'asker' ? requester : opener ? staff(opener.staffId) : null
  if (by) {
    const files = read.values
    for (const { id, kind } of fields) {
      const attachmentIds = kind === 'attachment' ? (files[id] as readonly string[] | undefined) : undefined
      const message = { requestId, commentId: null, attachmentIds: attachmentIds ?? [], by }
      await attachTo(tx, siteId, { ...message, field: `fields.${id}` })
    }
    await attachTo(tx, siteId, { requestId, commentId: null, attachmentIds: wish.attachmentIds ?? [], by })
  }
  note(tx, requestId, { by, now }, 'opened')
  for (const organizationId of organizationIds) note(tx, requestId, { by, now }, 'shared', { organizationId })
  record(tx, context, requestId, requester, organizationIds)
  noteOpened(tx, requestId, { by, now })
  tellRequests(tx)
  return { id: requestId, key }
}

const staff = (id: string): Person => ({ kind: 'staff', id })

function readSummary(given: string): string {
  const summary = given.trim()
  if (summary === '' || summary.length > summaryMax || summary.includes('\0'))
    throw invalid('summary', `must be 1 to ${summaryMax} characters.`)
  return summary
}

function knownAsker({ id }: Person, found: AskerRow | undefined, opener: Opener): AskerRow {
  if (!found) throw notFound(`The customer ${id}`, 'customer')
  if (found.isErased) throw conflict('customer: this person was erased.', 'customer')
  if (found.isMerged)
    throw conflict(
      'customer: this person was merged into another customer, who has the requests.',
      'customer',
    )
  // Between the look at the session and this transaction somebody may have been deactivated.
  if (!found.isActive && opener?.kind === 'asker') throw conflict('Your account is not active any more.')
  return found
}

/** The summary, and what of the answers is text: choices by their labels. */
function wordsOf(summary: string, fields: SeenForm['fields'], values: FieldValues): string {
  const answers = fields.flatMap(({ id, kind, options }) => {
    const value = values[id]
    if (kind === 'attachment' || value === undefined) return []
    const chosen = options.filter(
      (one) => one.id === value || (Array.isArray(value) && value.includes(one.id)),
    )
    return kind === 'choice' || kind === 'choices' ? chosen.map(({ label }) => label) : [String(value)]
  })
  return [summary, ...answers].join('\n')
}

const noForm = () => notFound('This form', 'requestTypeId')

/** An agent opens a request at any portal, also at one that the requester does not see. */
function formAsker({ kind, id }: Person, { role }: AskerRow, opener: Opener): PortalAsker {
  if (opener?.kind !== 'asker') return { kind: 'staff', seesEvery: true }
  return kind === 'customer'
    ? { kind, customerId: id }
    : { kind, seesEvery: role !== null && seesEveryPortal(role) }
}

function sharedWith(
  wanted: readonly string[] | undefined,
  { portal }: SeenForm,
  memberships: readonly SightRow[],
): readonly string[] {
  const own = memberships.map(({ organizationId }) => organizationId)
  if (wanted === undefined) return portal.shareDefault === 'organizations' ? own : []
  if (wanted.some((id) => !own.includes(id)))
    throw invalid('organization', 'the requester does not belong to it.')
  return [...new Set(wanted)]
}

function record(
  tx: Transaction,
  context: AuditContext,
  requestId: string,
  requester: Person,
  organizationIds: readonly string[],
): void {
  audit(tx, context, {
    action: 'request.opened',
    subjectKind: 'request',
    subject: requestId,
    details: { requesterId: requester.id, organizationIds: organizationIds.join(' ') },
  })
}
