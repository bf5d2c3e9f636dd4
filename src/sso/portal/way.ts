// What the mail brings that somebody asked for at the sign-in page; found when it is sent.
import { randomInt } from 'node:crypto'
import { codeHash } from '../../http/mailed-code.ts'
import { type AddressPeople, type PortalWay, portalWay } from '../../model/access/portal-way.ts'
import { codeOf } from '../../model/access/sign-in-code.ts'
import type { SignInWay } from '../../model/mail.ts'
import {
  holdCodeDoorsOfAddress,
  holdConnectionsOfAddress,
  holdPeopleOfAddress,
  peopleOfAddress,
} from '../../storage/access/portal-people.ts'
import { type CodeRow, codeById, setCode } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import type { Query } from '../../storage/statement.ts'
import { doorPath } from './box.ts'

/**
 * Before somebody is judged who comes in by an address: whoever changes how its directories sign in or closes their code door, and
 * then whoever changes one of those who have it, is waited for, or waits. In this order, as a sign-in through a directory does it.
 */
export const holdDoor = (siteId: number, addressFolded: string): readonly Query[] =>
  [holdConnectionsOfAddress, holdCodeDoorsOfAddress, holdPeopleOfAddress].map((hold) =>
    hold(siteId, addressFolded),
  )

/**
 * Whoever has an address, as it is now.
 * @param lock until the transaction ends: whatever closes this door at the same moment comes first, and nobody is let in, or comes
 *   after, and ends the session that was opened
 */
export async function peopleOf(
  tx: Transaction,
  addressFolded: string,
  lock: 'lock' | 'look',
): Promise<AddressPeople> {
  const asked = peopleOfAddress(tx.siteId, addressFolded)
  const held = lock === 'lock' ? holdDoor(tx.siteId, addressFolded) : []
  const [people] = ((await tx.readAll([...held, asked])).at(-1) ?? []) as AddressPeople[]
  if (!people) throw new Error('one row is always answered')
  return people
}

/** The way of an address, as it is now. */
export async function readWay(
  tx: Transaction,
  { address, addressFolded }: CodeRow,
  lock: 'lock' | 'look',
): Promise<PortalWay> {
  return portalWay(address, await peopleOf(tx, addressFolded, lock))
}

/**
 * Makes the code of a mail that is about to be sent, so that none is kept anywhere before; of a mail that is tried again the last
 * one counts.
 * @returns a sentence when nobody waits for it any more
 */
export async function wayForMail(
  tx: Transaction,
  codeId: string,
  siteUrl: string,
  { now }: { readonly now: Date },
): Promise<{ readonly way: SignInWay } | string> {
  const [row] = await tx.read<CodeRow>(codeById(tx.siteId, codeId))
  if (!row || row.expiresAt <= now)
    return 'Nobody waits for this code any more: a new one was asked for, or it is over.'
  const found = await readWay(tx, row, 'look')
  const isProof = row.purpose !== 'sign-in'
  const digits = isProof || found.code ? codeOf(randomInt(2 ** 32)) : null
  if (digits !== null) tx.write(setCode(tx.siteId, codeId, codeHash(digits, row.browserHash)))
  const { expiresAt } = row
  if (isProof) return { way: { digits, reason: null, doors: [], expiresAt } }
  const doors = found.doors.map(({ directoryId, name }) => ({
    name,
    url: `${siteUrl}${doorPath(tx.siteId, directoryId)}`,
  }))
  if (found.reason === 'staff') doors.push({ name: '', url: `${siteUrl}/sign-in` })
  return { way: { digits, reason: found.reason, doors, expiresAt } }
}
