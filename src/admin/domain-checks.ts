// Proven domains are looked at again every day: a proof lasts as long as its record.
import type { DnsResolvers } from '../http/dns-resolvers.ts'
import {
  begunTooEarly,
  dueBefore,
  endsAt,
  judgeRecheck,
  judgeSightings,
  recordName,
  recordValue,
} from '../model/identity/domain-proof.ts'
import type { AuditContext } from '../storage/audit.ts'
import type { Database, Transaction } from '../storage/database.ts'
import {
  dueProofs,
  forgetBegunProofs,
  noteFinding,
  type ProofRow,
  proofById,
} from '../storage/identity/domain-proofs.ts'
import { type Site, siteForUpdate } from '../storage/sites.ts'
import { tellOfMissedProof } from './authority-mails.ts'
import { auditDomain, domainsIn, removeIn } from './domains.ts'

/** So many domains are asked for at once, and so many in one run: what is left over is due at the next. */
const together = 8
const runMax = 400

/** Looks at the proven domains of a site that are due, and forgets proofs that were begun and never made. */
export async function checkDomains(
  database: Database,
  dns: DnsResolvers,
  { id: siteId, deletionDue }: Site,
  now: Date,
): Promise<void> {
  if (deletionDue !== null) return
  await database.inSite(siteId, async (tx) => tx.write(forgetBegunProofs(siteId, begunTooEarly(now))))
  const [rows = []] = await database.readInSite(siteId, [dueProofs(siteId, dueBefore(now), runMax)])
  const due = rows as ProofRow[]
  for (let n = 0; n < due.length; n += together) {
    const found = await Promise.all(
      due.slice(n, n + together).map(async (proof) => ({
        proof,
        seen: await dns.look(proof.domain, proof.token),
      })),
    )
    for (const { proof, seen } of found) {
      await database.inSite(siteId, async (tx) => {
        await tx.read(siteForUpdate(siteId))
        const [row] = await tx.read<ProofRow>(proofById(siteId, proof.directoryId, proof.domain))
        // Taken back, or begun anew, since it was read.
        if (row?.token !== proof.token || row.provenAt === null) return
        await noteRecheck(tx, row, judgeSightings(seen), {
          actor: { kind: 'system', name: 'check-domains' },
          now,
        })
      })
    }
    // No way to any resolver: the rest would wait as long, for the same. They are due at the next run.
    if (found.every(({ seen }) => seen.every(({ saw }) => saw === 'no-answer'))) return
  }
}

/** Writes down what looking again at a proven domain came to, behind the site's lock; a proof that is over ends. */
export async function noteRecheck(
  tx: Transaction,
  proof: ProofRow,
  found: ReturnType<typeof judgeSightings>,
  context: AuditContext,
): Promise<void> {
  const { directoryId, domain, seenAt, missingSince } = proof
  const { now } = context
  const note = (change: { seenAt?: Date; missingSince?: Date | null }) =>
    tx.write(
      noteFinding(tx.siteId, directoryId, domain, {
        ...proof,
        seenAt,
        missingSince,
        checkedAt: now,
        ...change,
      }),
    )
  const outcome = judgeRecheck(proof, found, now)
  switch (outcome) {
    case 'seen':
      note({ seenAt: now })
      return
    case 'back':
      note({ seenAt: now, missingSince: null })
      auditDomain(tx, context, directoryId, 'domain.proof-back', {
        domain,
        before: 'missed',
        after: 'proven',
      })
      return
    case 'unclear':
    case 'still-missed':
      note({})
      return
    case 'missed': {
      note({ missingSince: now })
      auditDomain(tx, context, directoryId, 'domain.proof-missed', {
        domain,
        before: 'proven',
        after: 'missed',
      })
      await tellOfMissedProof(tx, now, directoryId, {
        directory: proof.directoryName,
        domain,
        record: recordName(domain) ?? '',
        value: recordValue(proof.token),
        expiresAt: (endsAt({ missingSince: now }) ?? now).toISOString(),
      })
      return
    }
    case 'ended': {
      const entry = (await domainsIn(tx, directoryId)).find((one) => one.domain === domain)
      if (entry) await removeIn(tx, directoryId, entry, context, 'proof-ended')
    }
  }
}
