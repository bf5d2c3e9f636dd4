/** Where a request stands, and how that changes. */

/** The five that every site has; a site's own statuses each belong to one of them. */
export const statuses = ['open', 'waiting-for-customer', 'waiting-for-support', 'resolved', 'closed'] as const
export type Status = (typeof statuses)[number]

export const priorities = ['low', 'normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

/** As it is kept: 1 to 4. */
export const priorityNumber = (priority: Priority) => priorities.indexOf(priority) + 1
export const priorityOf = (number: number): Priority => priorities[number - 1] ?? 'normal'

export const summaryMax = 255
/** Characters of a comment. */
export const commentMax = 32_000
export const participantsMax = 50

/** Who somebody is at the desk: a customer, or one of the staff. */
export interface Person {
  readonly kind: 'customer' | 'staff'
  readonly id: string
}

/** Whose a request or a comment is: a person's, or a sender's, an address that wrote and is no customer. */
export interface Writer {
  readonly kind: Person['kind'] | 'sender'
  readonly id: string
}

export const isSame = (a: Writer, b: Writer) => a.kind === b.kind && a.id === b.id

/** The three columns of a row, of which one is set. */
export interface WriterColumns {
  readonly customerId: string | null
  readonly staffId: string | null
  readonly senderId: string | null
}

export function writerOf({ customerId, staffId, senderId }: WriterColumns): Writer {
  return senderId === null ? personOf(customerId, staffId) : { kind: 'sender', id: senderId }
}

/** The inverse of `writerOf`; all three are null where it was nobody. */
export function columnsOf(writer: Writer | null): WriterColumns {
  const idOf = (kind: Writer['kind']) => (writer?.kind === kind ? writer.id : null)
  return { customerId: idOf('customer'), staffId: idOf('staff'), senderId: idOf('sender') }
}

/** A person by the two columns of a row, of which one is set. */
export function personOf(customerId: string | null, staffId: string | null): Person {
  return customerId === null ? { kind: 'staff', id: staffId ?? '' } : { kind: 'customer', id: customerId }
}

export const isOpen = (status: Status) => status !== 'resolved' && status !== 'closed'

/** Who has to act next. */
function turnOf(status: Status): 'support' | 'customer' | 'nobody' {
  if (status === 'open' || status === 'waiting-for-support') return 'support'
  return status === 'waiting-for-customer' ? 'customer' : 'nobody'
}

/**
 * Where a request stands when somebody who asks has written: undefined where nobody may write any more. What is resolved
 * comes back; what is closed is over, and another request is opened.
 */
export function afterAskerComment(status: Status): Status | undefined {
  if (status === 'closed') return undefined
  return status === 'open' ? 'open' : 'waiting-for-support'
}

/** What somebody who asks may say by themselves: that it is solved, or that it is not. */
export function afterAskerAct(status: Status, act: 'solve' | 'reopen'): Status | undefined {
  if (act === 'solve') return isOpen(status) ? 'resolved' : undefined
  return status === 'resolved' ? 'waiting-for-support' : undefined
}

/** Since when the side that must act has had to: it begins anew when the turn passes to another. */
export function waitingSince(before: { status: Status; since: Date }, status: Status, now: Date): Date {
  return turnOf(before.status) === turnOf(status) ? before.since : now
}

/** `SUP-123`. */
export const requestKey = (portalKey: string, number: number) => `${portalKey}-${number}`
