// What a customer's own IT proposes is released or refused; released, it is done as an administrator would do it.
import { type ProposalKind, type Proposed, proposalShown } from '../../model/access/setup-proposal.ts'
import { conflict } from '../../model/errors.ts'
import type { CaseEffect } from '../../model/identity/case.ts'
import { keyOf } from '../../model/ids.ts'
import { type HeldProposal, proposalForUpdate, setProposal } from '../../storage/access/setup-proposals.ts'
import { type AuditContext, audit } from '../../storage/audit.ts'
import type { Transaction } from '../../storage/database.ts'
import type { CaseRow } from '../../storage/identity/cases.ts'
import { revokeToken } from '../../storage/identity/tokens.ts'
import { told } from '../connection-told.ts'
import {
  dropCertificate,
  putIssuer,
  putIssuerBack,
  putMode,
  putModeBack,
  takeCertificate,
} from '../released-connection.ts'
import type { Decider } from './decisions.ts'

interface Read<Kind extends ProposalKind = ProposalKind> extends Omit<HeldProposal, 'proposed' | 'kind'> {
  readonly kind: Kind
  readonly proposed: Proposed[Kind]
}
/** One of them, so that its kind says what is proposed. */
type AnyRead = { [Kind in ProposalKind]: Read<Kind> }[ProposalKind]

async function proposalOf(tx: Transaction, { key }: CaseRow): Promise<AnyRead> {
  const [row] = await tx.read<HeldProposal>(proposalForUpdate(tx.siteId, key))
  if (!row) throw conflict('What was proposed is gone, with its directory.')
  return { ...row, proposed: JSON.parse(row.proposed) } as AnyRead
}

function effectOf(one: AnyRead): CaseEffect {
  if (one.kind === 'certificate') {
    const until = one.proposed.notAfter.slice(0, 10)
    return { code: 'adds-certificate', values: { fingerprint: proposalShown(one.kind, one.proposed), until } }
  }
  if (one.kind === 'token') return { code: 'lets-make-token', values: { label: one.proposed.label } }
  if (one.kind === 'mode') return { code: 'lets-people-in', values: {} }
  const { connection, isNew } = one.proposed
  const { issuer, protocol } = connection
  if (isNew) return { code: 'connects-by', values: { issuer, protocol: protocol.toUpperCase() } }
  const target = connection.protocol === 'saml' ? connection.ssoUrl : connection.clientId
  return { code: 'changes-issuer', values: { issuer, target } }
}

export const releaseProposal: Decider = {
  preview: async (tx, found) => [effectOf(await proposalOf(tx, found))],

  async apply(tx, found, context) {
    const one = await proposalOf(tx, found)
    const { directoryId } = one
    let before: string | null = null
    let clientSecret: string | null = null
    let ended = 0
    if (one.kind === 'certificate') {
      await takeCertificate(tx, directoryId, one.proposed, context.now)
      await told(tx, context, directoryId, 'certificate-added', proposalShown(one.kind, one.proposed))
    } else if (one.kind === 'issuer') {
      const put = await putIssuer(tx, directoryId, one.proposed, one.clientSecret, context.now)
      ;({ before, ended, clientSecret } = put)
      const what = before === null ? 'connected' : 'issuer-changed'
      await told(tx, context, directoryId, what, proposalShown(one.kind, one.proposed))
    } else if (one.kind === 'mode') {
      before = await putMode(tx, directoryId, one.proposed.mode, context.now)
      await told(tx, context, directoryId, 'mode-changed', one.proposed.mode)
    }
    settle(tx, one, { state: 'released', before, tokenId: null, decidedAt: context.now, clientSecret })
    auditOne(tx, context, one, 'set-up.released', ended)
    return { proposalId: one.id }
  },

  async undo(tx, found, _record, context) {
    const one = await proposalOf(tx, found)
    const { directoryId, tokenId, before } = one
    let ended = 0
    let clientSecret: string | null = null
    if (one.kind === 'certificate') ended = await dropCertificate(tx, directoryId, one.proposed, context.now)
    else if (one.kind === 'issuer') {
      const back = await putIssuerBack(tx, directoryId, one.proposed, before, one.clientSecret, context.now)
      ;({ ended, clientSecret } = back)
    } else if (one.kind === 'mode') {
      ended = await putModeBack(tx, directoryId, one.proposed.mode, before, context.now)
    } else if (tokenId !== null) tx.write(revokeToken(tx.siteId, directoryId, tokenId, context.now))
    settle(tx, one, { state: 'open', before: null, tokenId: null, decidedAt: null, clientSecret })
    auditOne(tx, context, one, 'set-up.taken-back', ended)
  },
}

export const refuseProposal: Decider = {
  preview: async () => [{ code: 'keeps-as-it-was', values: {} }],
  async apply(tx, found, context) {
    const one = await proposalOf(tx, found)
    const { now: decidedAt } = context
    settle(tx, one, { state: 'refused', before: null, tokenId: null, decidedAt, clientSecret: null })
    return { proposalId: one.id }
  },
  async undo(tx, found) {
    const one = await proposalOf(tx, found)
    settle(tx, one, { state: 'open', before: null, tokenId: null, decidedAt: null, clientSecret: null })
  },
}

function settle(
  tx: Transaction,
  { id }: AnyRead,
  to: Pick<HeldProposal, 'state' | 'before' | 'tokenId' | 'decidedAt' | 'clientSecret'>,
): void {
  tx.write(setProposal(tx.siteId, id, to))
}

function auditOne(
  tx: Transaction,
  context: AuditContext,
  { id: proposalId, directoryId, kind, proposed }: AnyRead,
  action: 'set-up.released' | 'set-up.taken-back',
  endedSessions: number,
): void {
  audit(
    tx,
    { ...context, directoryId },
    {
      action,
      subjectKind: 'directory',
      subject: keyOf(directoryId),
      details: { proposalId, kind, proposed: proposalShown(kind, proposed), endedSessions },
    },
  )
}
