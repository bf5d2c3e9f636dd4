/** Forms of one sentence; `{n}` is the number as the language writes it. */
interface Forms {
  readonly one: string
  readonly other: string
  /** Instead of "0 …", where a sentence of its own reads better. */
  readonly none?: string
}

/** Makes the function that chooses the form of a number; English and German know two. */
export function pluralIn(language: string) {
  const rules = new Intl.PluralRules(language)
  const format = new Intl.NumberFormat(language)
  return (n: number, { one, other, none }: Forms): string => {
    if (n === 0 && none !== undefined) return none
    return (rules.select(n) === 'one' ? one : other).replace('{n}', format.format(n))
  }
}
