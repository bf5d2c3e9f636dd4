// What was true when somebody at a set-up page began must still be true when it is done: a provider of their own may take its time to
// answer in between.
import type { SetupCaller } from '../../http/setup-caller.ts'
import { conflict, notFound } from '../../model/errors.ts'
import { type SetupLinkRow, setupLinkForUpdate } from '../../storage/access/setup-links.ts'
import type { Transaction } from '../../storage/database.ts'
import { type Directory, directoryById } from '../../storage/identity/directories.ts'
import { siteForUpdate } from '../../storage/sites.ts'

/** @throws DoorwardError 'not-found' when the set-up page was withdrawn meanwhile; until the transaction ends it is not */
export async function requireVisit(tx: Transaction, { linkId }: SetupCaller): Promise<void> {
  const [link] = await tx.read<SetupLinkRow>(setupLinkForUpdate(tx.siteId, linkId))
  if (!link || link.withdrawnAt !== null) throw notFound('This set-up page')
}

export const changedMeanwhile = () =>
  conflict('Something was changed meanwhile. Look at the page again, and repeat it if it is still meant.')

/**
 * Behind the lock that every change of a connection takes, and every going live.
 * @throws DoorwardError 'conflict' when the directory went live meanwhile: from then on the site releases
 */
export async function requireStill(tx: Transaction, setup: SetupCaller, isLive: boolean): Promise<void> {
  await tx.read(siteForUpdate(tx.siteId))
  await requireVisit(tx, setup)
  const [directory] = await tx.read<Directory>(directoryById(tx.siteId, setup.directoryId))
  if (!directory) throw notFound('This directory')
  if ((directory.liveSince !== null) !== isLive) throw changedMeanwhile()
}
