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

/** With the client secret that goes with it, which no list has. */
export interface HeldProposal extends ProposalRow {
  /** While it waits, the proposed one; once released, the one of before. */
  readonly clientSecret: string | null
}

const columns = `proposal_id as id, directory_id as "directoryId", kind, state, proposed, before, token_id as "tokenId",
  made_at as "madeAt", decided_at as "decidedAt"`

export function insertProposal(
  siteId: number,
  one: Pick<ProposalRow, 'id' | 'directoryId' | 'kind' | 'proposed' | 'madeAt'> & {
    readonly linkId: string
    readonly clientSecret: string | null
  },
): Write {
  return {
    name: 'insert-setup-proposal',
    table: 'setup_proposals',
    text: `insert into setup_proposals (site_id, directory_id, proposal_id, link_id, kind, proposed, made_at, client_secret)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      siteId,
      one.directoryId,
      one.id,
      one.linkId,
      one.kind,
      one.proposed,
      one.madeAt,
      one.clientSecret,
    ],
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
    text: `select ${columns}, client_secret as "clientSecret" from setup_proposals
      where site_id = $1 and proposal_id = $2 for update`,
    values: [siteId, proposalId],
  }
}

/** Nobody stands for them any more: what a link proposed and nobody has decided. Answers which. */
export function refuseProposalsOf(siteId: number, directoryId: number, linkId: string, now: Date): Query {
  return {
    name: 'refuse-setup-proposals-of',
    text: `update setup_proposals set state = 'refused', decided_at = $4, client_secret = null
      where site_id = $1 and directory_id = $2 and link_id = $3 and state = 'open' returning proposal_id as id`,
    values: [siteId, directoryId, linkId, now],
  }
}

export function setProposal(
  siteId: number,
  proposalId: string,
  to: Pick<HeldProposal, 'state' | 'before' | 'tokenId' | 'decidedAt' | 'clientSecret'>,
): Write {
  return {
    name: 'set-setup-proposal',
    table: 'setup_proposals',
    text: `update setup_proposals set state = $3, before = $4, token_id = $5, decided_at = $6, client_secret = $7
      where site_id = $1 and proposal_id = $2`,
    values: [siteId, proposalId, to.state, to.before, to.tokenId, to.decidedAt, to.clientSecret],
  }
}

/** Proposed once more, with another secret. */
export function setProposedSecret(siteId: number, proposalId: string, clientSecret: string): Write {
  return {
    name: 'set-proposed-secret',
    table: 'setup_proposals',
    text: `update setup_proposals set client_secret = $3
      where site_id = $1 and proposal_id = $2 and state = 'open'`,
    values: [siteId, proposalId, clientSecret],
  }
}

/** Removes secrets that nothing is put back with any more: what was decided before a moment cannot be taken back. */
export function forgetProposedSecrets(siteId: number, before: Date): Query {
  return {
    name: '',
    text: `update setup_proposals set client_secret = null
      where site_id = $1 and client_secret is not null and decided_at < $2`,
    values: [siteId, before],
  }
}

/** What waits for a site: of each directory the newest. */
export function openProposals(siteId: number): Query {
  return {
    name: 'open-setup-proposals',
    text: `select distinct on (directory_id) ${columns} from setup_proposals
      where site_id = $1 and state = 'open' order by directory_id, proposal_id desc`,
    values: [siteId],
  }
}
