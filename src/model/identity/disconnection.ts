/** What becomes of the people of a directory that is disconnected: they are deactivated, or managed by nobody from now on. */
export const disconnectWays = ['deactivate', 'release'] as const
export type DisconnectWay = (typeof disconnectWays)[number]
