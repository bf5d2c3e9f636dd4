// After the first go live a new certificate, issuer or token waits for an administrator of the site, as a case.
import type { SetupCaller } from '../../http/setup-caller.ts'
import { type ProposalKind, type Proposed, proposalShown } from '../../model/access/setup-proposal.ts'
import { conflict } from '../../model/errors.ts'
import { keyOf } from '../../model/ids.ts'
import { insertProposal, type ProposalRow, proposalsOf } from '../../storage/access/setup-proposals.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Database } from '../../storage/database.ts'
import { openCase } from '../../storage/identity/cases.ts'
import { newId } from '../../storage/new-id.ts'

const openMax = 10

/** Proposes it; the same a second time is one proposal. */
export async function propose<Kind extends ProposalKind>(
  database: Database,
  siteId: number,
  { directoryId, linkId }: SetupCaller,
  kind: Kind,
  proposed: Proposed[Kind],
  context: AuditContext,
): Promise<void> {
  const { now } = context
  const id = newId(now)
  const text = JSON.stringify(proposed)
  const shown = proposalShown(kind, proposed)
  await database.inSite(siteId, async (tx) => {
    const open = (await tx.read<ProposalRow>(proposalsOf(siteId, directoryId))).filter(
      ({ state }) => state === 'open',
    )
    if (open.some((one) => one.kind === kind && one.proposed === text)) return
    if (open.length >= openMax) {
      throw conflict(`${openMax} proposals wait for the site already. Ask the people who sent you this page.`)
    }
    tx.write(insertProposal(siteId, { id, directoryId, linkId, kind, proposed: text, madeAt: now }))
    tx.write(
      openCase(siteId, { kind: 'setup-proposal', key: id, directoryId, details: { what: kind, shown }, now }),
    )
    audit(
      tx,
      { ...context, directoryId },
      {
        action: 'set-up.proposed',
        subjectKind: 'directory',
        subject: keyOf(directoryId),
        details: { proposalId: id, linkId, kind, proposed: shown },
      },
    )
  })
}

export async function listProposals(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<ProposalRow[]> {
  const [rows = []] = await database.readInDirectory(siteId, directoryId, [proposalsOf(siteId, directoryId)])
  return rows as ProposalRow[]
}

export const proposalView = ({ id, kind, state, proposed, madeAt, decidedAt }: ProposalRow) => ({
  id,
  kind,
  state,
  proposed: proposalShown(kind, JSON.parse(proposed)),
  madeAt: madeAt.toISOString(),
  decidedAt: decidedAt?.toISOString() ?? null,
})
