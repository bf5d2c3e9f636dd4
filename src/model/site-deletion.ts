/** So long a site that is to be deleted can be restored. */
export const deletionGraceDays = 7

/** What whoever calls a site that is to be deleted is told. */
export const siteIsLeaving =
  'This site is being deleted and answers nothing any more. Until it is gone, its owner can restore it.'

/** Tables in an order in which their rows can go: those that refer to others before the others, circles as they come. */
export function leavingFirst(
  tables: readonly { readonly name: string; readonly refersTo: readonly string[] }[],
): string[] {
  const left = new Map(tables.map(({ name, refersTo }) => [name, refersTo]))
  const order: string[] = []
  while (left.size > 0) {
    const referredTo = new Set([...left.values()].flat())
    const free = [...left.keys()].filter((name) => !referredTo.has(name))
    const [first] = left.keys()
    for (const name of free.length > 0 || first === undefined ? free : [first]) {
      order.push(name)
      left.delete(name)
    }
  }
  return order
}
