/** A page for people who are signed in: of the administration, the agent console, the help centre or the demonstration. */
const ownPath = /^\/(?:admin|console|demo|requests|portal|account|prove)(?:[/?#]|$)/

/** Where a person goes back to after signing in, if that is a page of ours: a link must not lead to somewhere else. */
export function returnPath(to: unknown): string | undefined {
  return typeof to === 'string' && ownPath.test(to) ? to : undefined
}
