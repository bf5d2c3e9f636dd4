// What the mail brings that somebody asked for at the sign-in page; found when it is sent.
import { randomInt } from 'node:crypto'
import { codeHash } from '../../http/mailed-code.ts'
import { type AddressPeople, type PortalWay, portalWay } from '../../model/access/portal-way.ts'
import { codeOf } from '../../model/access/sign-in-code.ts'
import type { SignInWay } from '../../model/mail.ts'
import { peopleOfAddress } from '../../storage/access/portal-people.ts'
import { type CodeRow, codeById, setCode } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import { doorPath } from './box.ts'

/** The way of an address, as it is now. */
export async function readWay(tx: Transaction, { address, addressFolded }: CodeRow): Promise<PortalWay> {
  const [people] = await tx.read<AddressPeople>(peopleOfAddress(tx.siteId, addressFolded))
  if (!people) throw new Error('one row is always answered')
  return portalWay(address, people)
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
  const found = await readWay(tx, row)
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
