import { invalid } from './errors.ts'

const nameMax = 200

/** @throws DoorwardError naming the option and the rule it breaks */
export function requireName(field: string, name: string): string {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > nameMax || /\p{Cc}/u.test(trimmed)) {
    throw invalid(field, `must be 1 to ${nameMax} characters, without control characters.`)
  }
  return trimmed
}
