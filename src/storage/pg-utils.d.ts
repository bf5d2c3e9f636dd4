/** What `pg` does to the values of its own queries; it exports the file, its types do not know it. */
declare module 'pg/lib/utils.js' {
  export function prepareValue(value: unknown): string | Buffer | null
}
