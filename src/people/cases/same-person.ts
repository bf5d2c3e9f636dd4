// Two directories have one person: the customer of the one becomes part of the customer of the other, and each directory keeps its own way in.
import { conflict } from '../../model/errors.ts'
import type { CaseDetails, CaseEffect } from '../../model/identity/case.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { type MembershipRow, membershipsOf } from '../../storage/identity/memberships.ts'
import { type Joined, join, joinEffect, separate } from '../join-customers.ts'
import type { Decider } from './decisions.ts'

function sidesOf({ customerId, otherCustomerId }: CaseRow): { fromId: string; intoId: string } {
  if (customerId === null || otherCustomerId === null) throw conflict('One of the two customers is gone.')
  return { fromId: customerId, intoId: otherCustomerId }
}

/** A record holds texts and numbers only; ids go into it as one text. */
const packed = (joined: Joined): CaseDetails => ({ joined: JSON.stringify(joined) })
const unpacked = ({ joined }: CaseDetails): Joined => JSON.parse(String(joined))

export const samePerson: Decider = {
  async preview(tx, found) {
    const { fromId, intoId } = sidesOf(found)
    const { name, merged, requests, severalDirectories } = await joinEffect(tx, fromId, intoId)
    const [own = [], others = []] = (await tx.readAll([
      membershipsOf(tx.siteId, intoId),
      membershipsOf(tx.siteId, fromId),
    ])) as MembershipRow[][]
    const has = new Set(own.map(({ organizationId }) => organizationId))
    const gained = new Set(
      others.filter(({ organizationId }) => !has.has(organizationId)).map(({ organization }) => organization),
    )
    const effects: CaseEffect[] = [
      { code: 'survives', values: { name, survivor: name, merged } },
      { code: 'requests-move', values: { count: requests } },
      ...[...gained].map((organization) => ({ code: 'sees-organization', values: { organization } })),
    ]
    if (severalDirectories) effects.push({ code: 'several-directories', values: {} })
    return effects
  },

  async apply(tx, found, { now }) {
    const { fromId, intoId } = sidesOf(found)
    return packed(await join(tx, { fromId, intoId, caseId: found.id }, now))
  },

  undo: (tx, _found, record, { now }) => separate(tx, unpacked(record), now),
}
