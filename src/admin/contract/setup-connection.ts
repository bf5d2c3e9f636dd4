// Signing in, as a customer's own IT sets it at the set-up page: never `required`, never just in time, no groups that lead to
// organizations, and no other directory's provider.
import { z } from 'zod'
import { proposalKinds, proposalStates } from '../../model/access/setup-proposal.ts'
import { type Contract, lines, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'
import { connectionRoutes } from './connections.ts'

const {
  protocol,
  certificates,
  justInTime: _,
  sharedWith: __,
  idpInitiated: ___,
  groupsClaim: ____,
  secondFactor: _____,
  ...settings
} = connectionRoutes.createConnection.body.shape

const waits = z
  .boolean()
  .meta({ description: 'The directory is live: an administrator of the site releases it first.' })

const proposal = z
  .strictObject({
    id: resourceId,
    kind: z.enum(proposalKinds),
    state: z.enum(proposalStates),
    proposed: z.string().meta({ description: 'A fingerprint, an issuer or the label of a token.' }),
    madeAt: moment,
    decidedAt: moment.nullable(),
  })
  .meta({ id: 'SetupProposal' })

export const setupConnectionRoutes = {
  getSetupConnection: {
    method: 'GET',
    path: '/api/setup/connection',
    tag: 'Set-up page',
    summary: "Read how the directory's people sign in, and what the provider needs of us",
    permission: 'set-up',
    answer: connectionRoutes.getConnection.answer,
    tagged: ['connection'],
  },
  createSetupConnection: {
    method: 'POST',
    path: '/api/setup/connection',
    tag: 'Set-up page',
    summary: 'Connect the directory by SAML or OIDC',
    permission: 'set-up',
    body: z.strictObject({ protocol, ...settings, certificates }),
    answer: z.strictObject({ waits }),
  },
  changeSetupConnection: {
    method: 'PATCH',
    path: '/api/setup/connection',
    tag: 'Set-up page',
    summary: 'Change the connection; once the directory is live, another issuer waits for the site',
    permission: 'set-up',
    body: z.strictObject({ ...settings, mode: z.enum(['off', 'test', 'optional']).optional() }),
    answer: z.strictObject({ waits }),
  },
  readSetupMetadata: {
    method: 'POST',
    path: '/api/setup/connection/metadata',
    tag: 'Set-up page',
    summary: "Read the SAML provider's metadata, from its address or as text; nothing is saved",
    permission: 'set-up',
    body: connectionRoutes.readMetadata.body,
    bodyMax: connectionRoutes.readMetadata.bodyMax,
    answer: connectionRoutes.readMetadata.answer,
  },
  addSetupCertificate: {
    method: 'POST',
    path: '/api/setup/connection/certificates',
    tag: 'Set-up page',
    summary: "Add a certificate of the provider's",
    permission: 'set-up',
    body: z.strictObject({ certificate: lines.max(20_000) }),
    answer: z.strictObject({ waits }),
  },
  removeSetupCertificate: {
    method: 'DELETE',
    path: '/api/setup/connection/certificates/{certificateId}',
    tag: 'Set-up page',
    summary: "Remove a certificate of the provider's; whoever signed in by the connection is signed out",
    permission: 'set-up',
    params: z.strictObject({ certificateId: resourceId }),
  },
  makeSetupKey: {
    method: 'POST',
    path: '/api/setup/connection/key',
    tag: 'Set-up page',
    summary: 'Make our own key towards the provider; the one of before is used no more',
    permission: 'set-up',
    answer: connectionRoutes.makeConnectionKey.answer,
  },
  listSetupProposals: {
    method: 'GET',
    path: '/api/setup/proposals',
    tag: 'Set-up page',
    summary: 'List what waits for the site, and what became of it, the newest first',
    permission: 'set-up',
    query: pageQuery,
    answer: pageOf(proposal),
  },
} as const satisfies Contract
