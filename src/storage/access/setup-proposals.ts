import type { ProposalKind, ProposalState } from '../../model/access/setup-proposal.ts'
import type { Query, Write } from '../statement.ts'

export interface ProposalRow {
  readonly id: string
  readonly directoryId: number
  readonly kind: ProposalKind
  readonly state: ProposalState
  /** JSON. */
  readonly proposed: string
  /** JSON: what taking it back puts back; null where it takes something away. */
  readonly before: string | null
  readonly tokenId: string | null
  readonly madeAt: Date
  readonly decidedAt: Date | null
}

const columns = `proposal_id as id, directory_id as "directoryId", kind, state, proposed, before, token_id as "tokenId",
  made_at as "madeAt", decided_at as "decidedAt"`

export function insertProposal(
  siteId: number,
  one: Pick<ProposalRow, 'id' | 'directoryId' | 'kind' | 'proposed' | 'madeAt'> & { readonly linkId: string },
): Write {
  return {
    name: 'insert-setup-proposal',
    table: 'setup_proposals',
    text: `insert into setup_proposals (site_id, directory_id, proposal_id, link_id, kind, proposed, made_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [siteId, one.directoryId, one.id, one.linkId, one.kind, one.proposed, one.madeAt],
  }
}

/** A directory's proposals, the newest first. */
export function proposalsOf(siteId: number, directoryId: number): Query {
  return {
    name: 'setup-proposals-of',
    text: `select ${columns} from setup_proposals where site_id = $1 and directory_id = $2
      order by proposal_id desc limit 100`,
    values: [siteId, directoryId],
  }
}

export function proposalForUpdate(siteId: number, proposalId: string): Query {
  return {
    name: 'setup-proposal-for-update',
    text: `select ${columns} from setup_proposals where site_id = $1 and proposal_id = $2 for update`,
    values: [siteId, proposalId],
  }
}

/** Nobody stands for them any more: what a link proposed and nobody has decided. Answers which. */
export function refuseProposalsOf(siteId: number, directoryId: number, linkId: string, now: Date): Query {
  return {
    name: 'refuse-setup-proposals-of',
    text: `update setup_proposals set state = 'refused', decided_at = $4
      where site_id = $1 and directory_id = $2 and link_id = $3 and state = 'open' returning proposal_id as id`,
    values: [siteId, directoryId, linkId, now],
  }
}

export function setProposal(
  siteId: number,
  proposalId: string,
  to: Pick<ProposalRow, 'state' | 'before' | 'tokenId' | 'decidedAt'>,
): Write {
  return {
    name: 'set-setup-proposal',
    table: 'setup_proposals',
    text: `update setup_proposals set state = $3, before = $4, token_id = $5, decided_at = $6
      where site_id = $1 and proposal_id = $2`,
    values: [siteId, proposalId, to.state, to.before, to.tokenId, to.decidedAt],
  }
}
