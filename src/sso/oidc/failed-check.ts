import type { CheckStep } from '../../model/access/identity.ts'

/** A check of the protocol that failed: nobody comes in, and the log of sign-ins says which one it was. */
export class FailedCheck extends Error {
  readonly step: CheckStep

  constructor(check: string, says: string) {
    super(says)
    this.name = 'FailedCheck'
    this.step = { check, ok: false, says }
  }
}
