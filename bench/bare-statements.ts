import type pg from 'pg'

/** What the benchmark's requests need of a bare server, each in one prepared statement. */
export type StatementName =
  | 'createUser'
  | 'findUser'
  | 'getUser'
  | 'listUsers'
  | 'setActive'
  | 'createGroup'
  | 'findGroup'
  | 'getGroup'
  | 'listMembers'
  | 'addMembers'
  | 'removeMembers'
  | 'deleteGroup'

/** SQL with the names of its values in braces. Those that answer resources have columns `id` and `resource`. */
export type BareStatements = { readonly [name in StatementName]: string }

export type Values = Readonly<Record<string, unknown>>

/** Makes the function that turns a statement's name and values into what `pg` prepares once per connection. */
export function preparer(
  statements: BareStatements,
): (name: StatementName, values: Values) => pg.QueryConfig {
  const prepared = new Map(Object.entries(statements).map(([name, text]) => [name, numbered(text)]))
  return (name, values) => {
    const { text, takes } = prepared.get(name) as Numbered
    return { name, text, values: takes.map((key) => values[key]) }
  }
}

interface Numbered {
  readonly text: string
  readonly takes: readonly string[]
}

function numbered(text: string): Numbered {
  const takes: string[] = []
  const place = (key: string) => {
    if (!takes.includes(key)) takes.push(key)
    return `$${takes.indexOf(key) + 1}`
  }
  return { text: text.replace(/\{(\w+)\}/g, (_, key: string) => place(key)), takes }
}

/** Writes the new state into the resource's text. */
export const resourceWithActive = `replace(resource, case when {active} then '"active":false' else '"active":true' end,
  case when {active} then '"active":true' else '"active":false' end)`
