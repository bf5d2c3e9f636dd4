// Whether a directory speaks for guests: for every address in which nobody else has a say. An administrator's audited word.
import { conflict, notFound } from '../model/errors.ts'
import { requireOfCustomers } from '../model/identity/audience.ts'
import { keyOf } from '../model/ids.ts'
import { leaveDomainChange } from '../people/domain-authority.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { type Directory, directoryForUpdate, setGuests } from '../storage/identity/directories.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { type AddressEffect, addressEffect } from './address-effect.ts'
import { tellOfChange } from './authority-mails.ts'

/**
 * Says that a directory speaks for guests, or that it no longer does. Addresses follow within seconds.
 * @returns the directory as it is now
 * @throws DoorwardError 'conflict' when it is so already
 */
export async function changeGuests(
  database: Database,
  siteId: number,
  directoryId: number,
  speaks: boolean,
  context: AuditContext,
): Promise<Directory> {
  const { now } = context
  return database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const [directory] = await tx.read<Directory>(directoryForUpdate(siteId, directoryId))
    if (!directory) throw notFound('The directory')
    requireOfCustomers(directory, 'guests')
    if ((directory.guestsSince !== null) === speaks) {
      throw conflict(
        speaks
          ? 'This directory speaks for guests already.'
          : 'This directory does not speak for guests; there is nothing to take back.',
      )
    }
    const guestsSince = speaks ? now : null
    tx.write(setGuests(siteId, directoryId, guestsSince))
    leaveDomainChange(tx, now, directoryId, null)
    audit(
      tx,
      { ...context, directoryId },
      {
        action: speaks ? 'directory.guests-allowed' : 'directory.guests-ended',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { before: !speaks, after: speaks },
      },
    )
    await tellOfChange(tx, context, directoryId, speaks ? 'guests-allowed' : 'guests-ended')
    return { ...directory, guestsSince }
  })
}

export interface GuestsEffect extends AddressEffect {
  readonly act: 'allow' | 'end'
}

/** Whose addresses the word for guests would make held, or taking it back would put in doubt. */
export async function guestsEffect(
  database: Database,
  siteId: number,
  { directoryId, guestsSince }: Pick<Directory, 'directoryId' | 'guestsSince'>,
): Promise<GuestsEffect> {
  return guestsSince === null
    ? { act: 'allow', ...(await addressEffect(database, siteId, directoryId, null, 'claimed')) }
    : { act: 'end', ...(await addressEffect(database, siteId, directoryId, null, 'held')) }
}
