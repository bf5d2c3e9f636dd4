import type { SignInOutcome } from './customer-sign-in.ts'
import type { CheckStep, Identity } from './identity.ts'

/** What a sign-in would have come to. */
interface Foreseen {
  readonly outcome: SignInOutcome
  /** Why not; null: they would be in. */
  readonly why: string | null
  /** Whom they would be; null for somebody who would be made, and where nobody comes in. */
  readonly customerId: string | null
  readonly made: boolean
  /** Where the groups would lead; null where SCIM says them, or the connection takes none. Absent from older reports. */
  readonly organizations?: readonly { readonly name: string; readonly appears: boolean }[] | null
}

/** So long whoever tried a connection out may read what came of it. */
export const testReportMs = 60 * 60_000

/** What came of trying a connection out; kept as JSON. */
export interface TestReport {
  readonly method: 'saml' | 'oidc'
  /** As the browser brought it. */
  readonly raw: string
  /** The same, readable; null: it could not be read. */
  readonly decoded: string | null
  /** The checks one by one, up to the first that failed. */
  readonly steps: readonly CheckStep[]
  /** Whom it speaks of; undefined when a check failed. */
  readonly identity?: Identity | undefined
  /** What a sign-in would have come to. */
  readonly foreseen?: Foreseen | undefined
}
