// Which organizations a row of a file names.
import type { ImportedRow } from './import.ts'

/** So many commas a name may have. */
const commasMax = 3

/** Every name that the row's organizations may have: where commas stand between them, a name may have commas itself. */
export function namesToLookUp({ organizations = [], byCommas }: ImportedRow): string[] {
  if (byCommas !== true) return [...organizations]
  return organizations.flatMap((_, from) =>
    Array.from({ length: Math.min(commasMax + 1, organizations.length - from) }, (_, n) =>
      organizations.slice(from, from + n + 1).join(', '),
    ),
  )
}

/**
 * The organizations that the row names. Of "Acme, Inc., Globex" the longest names that are there count: who belongs to
 * Acme, Inc. shall not stand among the people of an Acme.
 */
export function organizationsNamedBy(
  { organizations = [], byCommas }: ImportedRow,
  isThere: (name: string) => boolean,
): string[] {
  if (byCommas !== true) return [...organizations]
  const named: string[] = []
  for (let from = 0; from < organizations.length; ) {
    const longest = Math.min(commasMax + 1, organizations.length - from)
    let n = longest
    while (n > 1 && !isThere(organizations.slice(from, from + n).join(', '))) n--
    named.push(organizations.slice(from, from + n).join(', '))
    from += n
  }
  return named
}
