/** Filters printed as text. */
import type { AttributeReference, Filter } from '../../model/identity/resource-filter.ts'

/** Prints a filter so that parsing it gives the same tree. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      // `and` binds tighter than `or`, and a nested `and` keeps its own parentheses to keep its place in the tree.
      return filter.all.map((part) => inParentheses(part, ['and', 'or'])).join(' and ')
    case 'or':
      return filter.any.map((part) => inParentheses(part, ['or'])).join(' or ')
    case 'not':
      return `not (${printFilter(filter.inner)})`
    case 'compare':
      return `${printReference(filter.attribute)} ${filter.operator} ${JSON.stringify(filter.value)}`
    case 'present':
      return `${printReference(filter.attribute)} pr`
    case 'element':
      return `${printReference(filter.attribute)}[${printFilter(filter.inner)}]`
  }
}

function inParentheses(filter: Filter, kinds: readonly Filter['kind'][]): string {
  return kinds.includes(filter.kind) ? `(${printFilter(filter)})` : printFilter(filter)
}

function printReference({ extension, name, sub }: AttributeReference): string {
  return `${extension === undefined ? '' : `${extension}:`}${name}${sub === undefined ? '' : `.${sub}`}`
}
