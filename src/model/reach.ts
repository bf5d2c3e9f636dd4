/**
 * How far an address is known to reach: only this machine, only a private network, a name that nobody knows, a server that does
 * not answer there or is another one, or as far as can be known from everywhere.
 */
export const reaches = ['this-machine', 'private', 'unknown-name', 'no-answer', 'answers'] as const
export type Reach = (typeof reaches)[number]
