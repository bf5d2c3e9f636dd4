import { v4 } from 'uuid'

/** A key for one act. Browsers give `crypto.randomUUID` to pages of https and localhost alone; this works everywhere. */
export const newActKey = (): string => v4()
