import { FairShare } from '../http/fair-share.ts'

/** Each look at a password takes 46 MiB and a core for a while: a few at once, in turn by network. */
export const passwordTurns = new FairShare({ capacity: 2, heldMax: 1, waitingMax: 8, waitingTotalMax: 256 })
