/** Splits a filter into tokens, in one pass. */
import { type CompareOperator, foldCase } from '../../model/identity/resource-filter.ts'
import { invalidFilter } from '../errors.ts'

export interface Token {
  /** A word is anything without blanks, quotes, parentheses and brackets: a name, a keyword, a number, an unquoted value. */
  readonly kind: '(' | ')' | '[' | ']' | 'word' | 'string' | 'end'
  /** As written; a string with its quotes and escapes. */
  readonly text: string
  /** Where it begins, from 0. */
  readonly at: number
}

const operators: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'])

/** The operator that a word is, in any case (RFC 7643 2.1). */
export function operatorOf({ kind, text }: Token): CompareOperator | 'pr' | undefined {
  const word = kind === 'word' ? foldCase(text) : ''
  return operators.has(word) ? (word as CompareOperator | 'pr') : undefined
}

const blanks = /[ \t\r\n]*/y
const sign = /[()[\]]/y
const string = /"(?:[^"\\]|\\.)*"/y
const word = /[^ \t\r\n()[\]"]+/y

/**
 * The tokens of a text, closed by one of kind `end`.
 * @throws ScimError invalidFilter for an open string, and for what PostgreSQL cannot hold: NUL and lone surrogates.
 */
export function tokensOf(text: string): Token[] {
  if (text.includes('\0')) throw invalidFilter('The filter contains a NUL character')
  if (!text.isWellFormed()) throw invalidFilter('The filter contains half of a surrogate pair')
  const tokens: Token[] = []
  let at = 0
  const read = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  for (;;) {
    at += read(blanks)?.length ?? 0
    if (at >= text.length) break
    const token = tokenAt(read, at)
    tokens.push(token)
    at += token.text.length
  }
  tokens.push({ kind: 'end', text: '', at })
  return tokens
}

function tokenAt(read: (pattern: RegExp) => string | undefined, at: number): Token {
  const found = read(sign)
  if (found) return { kind: found as '(', text: found, at }
  const quotedText = read(string)
  if (quotedText) return { kind: 'string', text: quotedText, at }
  const plain = read(word)
  if (plain) return { kind: 'word', text: plain, at }
  throw invalidFilter(`The filter is not valid at character ${at + 1}: the string is not closed`)
}
