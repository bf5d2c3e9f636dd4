// Proofs that were begun are looked for by themselves, so that whoever has set the record need not come back for it.
import type { DnsResolvers } from '../http/dns-resolvers.ts'
import { DoorwardError } from '../model/errors.ts'
import { judgeSightings, openDue } from '../model/identity/domain-proof.ts'
import type { Database } from '../storage/database.ts'
import { dueOpenProofs, type ProofRow, proofById } from '../storage/identity/domain-proofs.ts'
import { type Site, siteForUpdate } from '../storage/sites.ts'
import { noteLook, type Verification } from './domain-proofs.ts'

/** So many are asked for at once, and so many in one run: each asks others' servers. What is left over is due at the next. */
const together = 8
const runMax = 40

/** Looks for the records of a site's open proofs that are due. */
export async function lookForOpenProofs(
  database: Database,
  dns: DnsResolvers,
  { id: siteId, deletionDue }: Site,
  now: Date,
): Promise<void> {
  if (deletionDue !== null) return
  const [rows = []] = await database.readInSite(siteId, [dueOpenProofs(siteId, openDue(now), runMax)])
  const due = rows as ProofRow[]
  for (let n = 0; n < due.length; n += together) {
    const looked = await Promise.all(
      due.slice(n, n + together).map(async (proof) => ({
        proof,
        seen: await dns.look(proof.domain, proof.token),
      })),
    )
    for (const { proof, seen } of looked) await note(database, siteId, proof, judgeSightings(seen), now)
    // No way to any resolver: the rest would wait as long, for the same.
    if (looked.every(({ seen }) => seen.every(({ saw }) => saw === 'no-answer'))) return
  }
}

async function note(
  database: Database,
  siteId: number,
  { directoryId, domain, token }: ProofRow,
  found: Verification['found'],
  now: Date,
): Promise<void> {
  const context = { actor: { kind: 'system', name: 'look-for-proofs' }, now } as const
  const write = (outcome: Verification['found']) =>
    database.inSite(siteId, async (tx) => {
      await tx.read(siteForUpdate(siteId))
      const [row] = await tx.read<ProofRow>(proofById(siteId, directoryId, domain))
      // Taken back, begun anew or proven since it was read.
      if (row?.token === token && row.provenAt === null) await noteLook(tx, row, outcome, context)
    })
  try {
    await write(found)
  } catch (error) {
    if (!(error instanceof DoorwardError)) throw error
    // It is there and cannot count, because the domain is another's: whoever looks by hand reads why.
    await write('unclear')
  }
}
