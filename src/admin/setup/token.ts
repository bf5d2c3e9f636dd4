// A token that a customer's own IT makes: at once until the directory goes live, and from then on when the site released it.
import type { Call } from '../../http/contract-call.ts'
import { requireName } from '../../model/required-name.ts'
import { type HeldProposal, proposalForUpdate, setProposal } from '../../storage/access/setup-proposals.ts'
import type { setupApi } from '../contract.ts'
import { issueToken } from '../tokens.ts'
import { listProposals, propose } from './proposals.ts'
import { requireStill } from './still.ts'

type MakeToken = Pick<Call<(typeof setupApi)['createSetupToken']>, 'database' | 'site' | 'setup' | 'audit'>

/** @returns the token, which is shown once; null: it waits for the site */
export async function makeToken(
  call: MakeToken,
  given: string,
  isLive: boolean,
): Promise<{ readonly token: string } | null> {
  const { database, site, setup, audit } = call
  const { directoryId } = setup
  const label = requireName('label', given)
  const wanted = { label, expiresAt: null }
  if (!isLive) {
    return database.inSite(site.id, async (tx) => {
      await requireStill(tx, setup, false)
      return issueToken(tx, directoryId, wanted, audit)
    })
  }
  const all = await listProposals(database, site.id, directoryId)
  const released = all.find(({ kind, state }) => kind === 'token' && state === 'released')
  const made =
    released &&
    (await database.inSite(site.id, async (tx) => {
      const [row] = await tx.read<HeldProposal>(proposalForUpdate(site.id, released.id))
      // Somebody else has made it just now, or it was taken back.
      if (row?.state !== 'released') return undefined
      const issued = issueToken(tx, directoryId, { ...wanted, label: JSON.parse(row.proposed).label }, audit)
      tx.write(setProposal(site.id, row.id, { ...row, state: 'used', tokenId: issued.tokenId }))
      return issued
    }))
  if (made) return made
  await propose(database, site.id, setup, 'token', { label }, audit)
  return null
}
