/**
 * Puts like beside like, so that several become one statement. What each brings keeps its order: a row that another refers
 * to still comes before it, and a lock is still taken before what it guards is read.
 */
export function alignLike<T>(lists: readonly (readonly T[])[], isLike: (a: T, b: T) => boolean): T[][] {
  const batches: T[][] = []
  for (const list of lists) {
    let from = 0
    for (const one of list) {
      const like = batches.findIndex((batch, n) => n >= from && isLike(batch[0] as T, one))
      const at = like < 0 ? batches.push([]) - 1 : like
      batches[at]?.push(one)
      from = at
    }
  }
  return batches
}
