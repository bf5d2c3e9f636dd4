/**
 * The groups that a provider names when somebody signs in, as far as they may lead to organizations of somebody whom SCIM does not
 * bring. More than fit, or groups that the provider keeps elsewhere, are none: which of them came would be chance.
 */
import { foldName, plainText } from '../identity/organization.ts'
import { isPlainValue } from './identity.ts'

/** As many as Entra sends at most in an ID token; more of them are no groups that somebody has chosen to send. */
export const assertedMax = 200

/** Longer than any distinguished name that people have seen; so long a text still fits into an index entry (2,704 bytes). */
export const assertedTextMax = 400

export interface AssertedGroups {
  /** Each once, as organizations are named: without what nobody sees. */
  readonly names: readonly string[]
  /** What was not taken, and what to do, in words; null: everything was. */
  readonly trouble: string | null
}

const elsewhere =
  'The provider says that the person is in more groups than it sends, and where they could be asked for: none of them counts. Have it send only the groups that are assigned to this application.'

/**
 * Which groups are taken of what a provider sent.
 * @param values texts as they came; undefined for what is no text
 * @param isElsewhere whether the provider says that they are too many to be sent (Entra's "overage")
 */
export function assertedGroups(
  values: readonly (string | undefined)[],
  isElsewhere: boolean,
): AssertedGroups {
  if (isElsewhere && values.length === 0) return { names: [], trouble: elsewhere }
  const given = values.map((value) => value?.trim()).filter((value) => value !== '')
  const plain = given.filter((value): value is string => value !== undefined && isTaken(value))
  const names = new Map(plain.map((value) => [foldName(plainText(value)), plainText(value)]))
  names.delete('')
  if (names.size > assertedMax) {
    const trouble = `${names.size} groups came, and no more than ${assertedMax} are taken: none of them counts. Have your provider send fewer, such as those that are assigned to this application.`
    return { names: [], trouble }
  }
  const strange = given.length - plain.length
  const trouble =
    strange === 0
      ? null
      : `Of the groups ${strange === 1 ? 'one is' : `${strange} are`} no plain text of at most ${assertedTextMax} characters, and not taken.`
  return { names: [...names.values()], trouble }
}

const isTaken = (value: string) => value.length <= assertedTextMax && isPlainValue(value)

/** What the report of a test says of them. */
export function assertedSays({ names, trouble }: AssertedGroups, claim: string): string {
  if (trouble !== null && names.length === 0) return trouble
  const came =
    names.length === 0
      ? `No groups came in ${claim}: it leads nobody to an organization.`
      : `${names.length === 1 ? 'One group' : `${names.length} groups`} came in ${claim}.`
  return trouble === null ? came : `${came} ${trouble}`
}
