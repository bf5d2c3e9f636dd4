/** A site's short name on the command line and in `<slug>.localhost`. */
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

const slugMax = 63

/** A slug made of a name: its letters and digits without accents; `help` when there are none. */
export function slugFrom(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugMax)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'help' : slug
}
