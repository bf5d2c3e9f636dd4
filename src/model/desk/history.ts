/** What the history of a request tells, and which of it is for agents only. */
export const historyKinds = [
  'opened',
  'status-changed',
  'assigned',
  'priority-changed',
  'shared',
  'unshared',
  'participant-added',
  'participant-removed',
  'scored',
  'handed-over',
  'taken-back',
  'acknowledged',
  'became-customers',
  'kept-out',
  'files-left-out',
  'proof-asked',
  'proof-answered',
] as const
export type HistoryKind = (typeof historyKinds)[number]

const forAgents: ReadonlySet<HistoryKind> = new Set([
  'assigned',
  'priority-changed',
  'acknowledged',
  'kept-out',
  'files-left-out',
  'proof-asked',
  'proof-answered',
])

/** What whoever asked reads, too. */
export const kindsForAskers = historyKinds.filter((kind) => !forAgents.has(kind))
