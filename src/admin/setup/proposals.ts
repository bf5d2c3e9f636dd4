// After the first go live a new certificate, issuer or token waits for an administrator of the site, as a case.
import type { SetupCaller } from '../../http/setup-caller.ts'
import { type ProposalKind, type Proposed, proposalShown } from '../../model/access/setup-proposal.ts'
import { conflict } from '../../model/errors.ts'
import { keyOf } from '../../model/ids.ts'
import {
  insertProposal,
  type ProposalRow,
  proposalsOf,
  setProposedSecret,
} from '../../storage/access/setup-proposals.ts'
import { type Administrator, listAdministrators } from '../../storage/access/staff.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Database, Transaction } from '../../storage/database.ts'
import { openCase } from '../../storage/identity/cases.ts'
import { queueMail } from '../../storage/mails.ts'
import { newId } from '../../storage/new-id.ts'
import { requireVisit } from './still.ts'

const openMax = 10

/**
 * Proposes it, and writes to the administrators; the same a second time is one proposal.
 * @param clientSecret of an OIDC client, which goes with it and is shown nowhere
 */
export async function propose<Kind extends ProposalKind>(
  database: Database,
  siteId: number,
  setup: SetupCaller,
  kind: Kind,
  proposed: Proposed[Kind],
  context: AuditContext,
  clientSecret: string | null = null,
): Promise<void> {
  const { directoryId, linkId } = setup
  const { now } = context
  const id = newId(now)
  const text = JSON.stringify(proposed)
  const shown = proposalShown(kind, proposed)
  await database.inSite(siteId, async (tx) => {
    await requireVisit(tx, setup)
    const open = (await tx.read<ProposalRow>(proposalsOf(siteId, directoryId))).filter(
      ({ state }) => state === 'open',
    )
    const same = open.find((one) => one.kind === kind && one.proposed === text)
    if (same) {
      if (clientSecret !== null) tx.write(setProposedSecret(siteId, same.id, clientSecret))
      return
    }
    if (open.length >= openMax) {
      throw conflict(`${openMax} proposals wait for the site already. Ask the people who sent you this page.`)
    }
    const row = { id, directoryId, linkId, kind, proposed: text, madeAt: now, clientSecret }
    tx.write(insertProposal(siteId, row))
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
    await tell(tx, setup, kind, shown, now)
  })
}

/** An own IT that waits for nobody would find another way. */
async function tell(
  tx: Transaction,
  { directory, name: by }: SetupCaller,
  what: ProposalKind,
  shown: string,
  now: Date,
): Promise<void> {
  const path = `/admin/cases?kind=setup-proposal` as const
  for (const one of await tx.read<Administrator>(listAdministrators(tx.siteId))) {
    const { id: personId, name, address, language } = one
    queueMail(tx, now, { personId, name, address, language }, 'setup-proposed', {
      what,
      shown,
      directory,
      by,
      at: now.toISOString(),
      path,
    })
  }
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
