import type { Json } from './identity/resource-filter.ts'

/** Who acts: a directory's identity provider, somebody at the command line, or the server by itself. */
export interface Actor {
  readonly kind: 'directory' | 'command' | 'system'
  /** The directory's token label, the operating system's user; never a secret. */
  readonly name: string
}

export type AuditAction =
  | 'site.created'
  | 'site.plan-changed'
  | 'site.settings-changed'
  | 'directory.created'
  | 'directory.paused'
  | 'directory.resumed'
  | 'directory.went-live'
  | 'directory.settings-changed'
  | 'token.created'
  | 'token.revoked'
  | 'directory-user.created'
  | 'directory-user.changed'
  | 'directory-user.deleted'
  | 'directory-group.created'
  | 'directory-group.changed'
  | 'directory-group.deleted'
  | 'request.opened'
  | 'detail-field.created'
  | 'detail-field.deleted'

/** One thing that happened. Personal values stand apart, keyed by person, so that erasure can remove them. */
export interface AuditEvent {
  readonly action: AuditAction
  readonly subjectKind:
    | 'site'
    | 'directory'
    | 'token'
    | 'user'
    | 'group'
    | 'customer'
    | 'organization'
    | 'request'
    | 'detail-field'
  readonly subject: string
  readonly details?: { readonly [key: string]: Json }
  /** Personal values before and after, and whose they are. */
  readonly person?: { readonly id: string; readonly values: PersonalValues }
}

export interface PersonalValues {
  readonly [field: string]: { readonly before?: Json; readonly after?: Json }
}
