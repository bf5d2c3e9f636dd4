import type { Transaction } from './database.ts'

/**
 * What must still hold of a row that is to be changed. It is asked in the change's own transaction, behind the lock, so that
 * of two changes at once only the first finds what both have read.
 * @throws DoorwardError when it does not hold
 */
export type Precondition<Row> = (tx: Transaction, present: Row) => Promise<void>

/** For whoever read nothing before. */
export const whateverItIs: Precondition<unknown> = async () => {}
