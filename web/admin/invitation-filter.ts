import type { AnswerOf } from '../api-client.ts'

export type InvitationState = AnswerOf<'GET /api/invitations'>['items'][number]['state']

/** What the list of invitations may be narrowed down by; it stands in the address. */
export const invitationStates = [
  'sent',
  'accepted',
  'expired',
  'revoked',
] as const satisfies readonly InvitationState[]
