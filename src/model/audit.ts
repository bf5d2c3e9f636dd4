import type { auditDetails } from './audit-details.ts'
import type { Json } from './identity/resource-filter.ts'

/** Kinds of `Actor`. */
export const actorKinds = ['directory', 'command', 'system', 'staff', 'api-key', 'set-up'] as const

/**
 * Who acts: a directory's identity provider, somebody at the command line, the server by itself, or one of the staff, at a
 * browser or through an API key; or a customer's own IT at the set-up page.
 */
export type Actor =
  | {
      readonly kind: 'directory' | 'command' | 'system' | 'set-up'
      /** The directory's token label, the operating system's user, the directory that is set up; never a secret. */
      readonly name: string
      readonly staffId?: undefined
    }
  /** The person's name stands with the person, because events hold no personal value. */
  | { readonly kind: 'staff'; readonly name?: undefined; readonly staffId: string }
  /** An API key, by its label, and whose it is. */
  | { readonly kind: 'api-key'; readonly name: string; readonly staffId: string }

export type AuditAction =
  | 'site.created'
  | 'site.plan-changed'
  | 'site.seats-changed'
  | 'site.settings-changed'
  | 'site.deletion-begun'
  | 'site.restored'
  | 'site.export-requested'
  | 'site.export-downloaded'
  | 'directory.created'
  | 'directory.paused'
  | 'directory.braked'
  | 'directory.let-go'
  | 'directory.resumed'
  | 'directory.went-live'
  | 'directory.disconnected'
  | 'directory.succeeded'
  | 'directory.succession-undone'
  | 'directory.settings-changed'
  | 'directory.guests-allowed'
  | 'directory.guests-ended'
  | 'set-up.link-made'
  | 'set-up.link-withdrawn'
  | 'set-up.opened'
  | 'set-up.proposed'
  | 'set-up.released'
  | 'set-up.taken-back'
  | 'connection.created'
  | 'connection.changed'
  | 'connection.removed'
  | 'connection.certificate-added'
  | 'connection.certificate-removed'
  | 'connection.key-made'
  | 'mapping.changed'
  | 'role-rules.changed'
  | 'domain.declared'
  | 'domain.proof-begun'
  | 'domain.proof-withdrawn'
  | 'domain.proof-missed'
  | 'domain.proof-back'
  | 'domain.proof-ended'
  | 'domain.proven'
  | 'domain.removed'
  | 'domain.moved'
  | 'domain.move-undone'
  | 'access-policy.changed'
  | 'customer.merged'
  | 'customer.unmerged'
  | 'case.decided'
  | 'case.undone'
  | 'case.rule-changed'
  | 'token.created'
  | 'token.revoked'
  | 'directory-user.created'
  | 'directory-user.changed'
  | 'directory-user.deleted'
  | 'directory-user.signed-in-first'
  | 'held-user.decided'
  | 'directory-group.created'
  | 'directory-group.changed'
  | 'directory-group.deleted'
  | 'sign-in.groups-changed'
  | 'customer.added'
  | 'customer.changed'
  | 'customer.deactivated'
  | 'customer.reactivated'
  | 'customer.passkey-added'
  | 'customer.passkey-renamed'
  | 'customer.passkey-removed'
  | 'customer.password-chosen'
  | 'customer.password-removed'
  | 'customer.released'
  | 'customer.sessions-ended'
  | 'invitation.made'
  | 'invitation.sent-again'
  | 'invitation.revoked'
  | 'invitation.accepted'
  | 'customer.erased'
  | 'customer.succeeded'
  | 'customer.disconnected'
  | 'customer.imported'
  | 'organization.imported'
  | 'organization.created'
  | 'organization.changed'
  | 'organization.deleted'
  | 'organization.person-added'
  | 'organization.person-removed'
  | 'organization.domain-added'
  | 'organization.domain-removed'
  | 'import.begun'
  | 'import.applied'
  | 'import.cancelled'
  | 'portal.added'
  | 'portal.changed'
  | 'portal.archived'
  | 'portal.restored'
  | 'portals.ordered'
  | 'request-type.added'
  | 'request-type.changed'
  | 'request-type.archived'
  | 'request-type.restored'
  | 'request-types.ordered'
  | 'request.opened'
  | 'request.commented'
  | 'request.changed'
  | 'request.scored'
  | 'request.shared'
  | 'request.unshared'
  | 'request.participant-added'
  | 'request.participant-removed'
  | 'request-status.added'
  | 'request-status.changed'
  | 'request-filter.added'
  | 'request-filter.changed'
  | 'request-filter.removed'
  | 'canned-answer.added'
  | 'canned-answer.changed'
  | 'canned-answer.removed'
  | 'request.handed-over'
  | 'request.taken-back'
  | 'export.made'
  | 'detail-field.created'
  | 'detail-field.changed'
  | 'detail-field.deleted'
  | 'staff.created'
  | 'staff.changed'
  | 'staff.disabled'
  | 'staff.enabled'
  | 'staff.disconnected'
  | 'staff.link-made'
  | 'staff.password-chosen'
  | 'staff.signed-in'
  | 'staff.signed-out'
  | 'staff.sign-in-refused'
  | 'staff.access-refused'
  | 'staff.second-factor-refused'
  | 'staff.second-factor-set-up'
  | 'staff.second-factor-removed'
  | 'staff.recovery-codes-made'
  | 'staff.passkey-added'
  | 'staff.passkey-renamed'
  | 'staff.passkey-removed'
  | 'staff.passkey-refused'
  | 'staff.proved'
  | 'staff.proof-refused'
  | 'api-key.created'
  | 'api-key.revoked'
  | 'task.run-asked'
  | 'mail.retried'
  | 'mail.test-sent'
  | 'staff.link-mailed'

/** One thing that happened. Personal values stand apart, keyed by person, so that erasure can remove them. */
export type AuditEvent<Action extends AuditAction = AuditAction> = Happened<Action> & Told<DetailOf<Action>>

type DetailOf<Action extends AuditAction> = (typeof auditDetails)[Action][number]

/** What an event must tell, and may tell besides. */
type Told<Name extends string> = [Name] extends [never]
  ? { readonly details?: { readonly [name: string]: Json } }
  : { readonly details: { readonly [name in Name]: Json } & { readonly [name: string]: Json } }

interface Happened<Action extends AuditAction> {
  readonly action: Action
  readonly subjectKind:
    | 'site'
    | 'directory'
    | 'token'
    | 'user'
    | 'group'
    | 'customer'
    | 'organization'
    | 'case'
    | 'request'
    | 'detail-field'
    | 'staff'
    | 'api-key'
    | 'task'
    | 'mail'
    | 'access-policy'
    | 'import'
    | 'invitation'
    | 'portal'
    | 'request-type'
  readonly subject: string
  /** Personal values before and after, and whose they are. */
  readonly person?: { readonly id: string; readonly values: PersonalValues }
}

export interface PersonalValues {
  readonly [field: string]: { readonly before?: Json; readonly after?: Json }
}
