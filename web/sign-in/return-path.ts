/** A page of the administration or of the agent console. */
const staffPath = /^\/(?:admin|console)(?:[/?#]|$)/

/** Where a person goes back to after signing in, if that is a page of ours: a link must not lead to somewhere else. */
export function returnPath(to: unknown): string | undefined {
  return typeof to === 'string' && staffPath.test(to) ? to : undefined
}
