// What an identity provider said of a person, after every check of the protocol.
import type { AssertedGroups } from './asserted-groups.ts'

export interface Identity {
  readonly method: 'saml' | 'oidc'
  /** (directory, issuer, subject) is who somebody is. */
  readonly issuer: string
  readonly subject: string
  /**
   * Whether the provider never gives the subject to somebody else and keeps it when a person is renamed: `sub`, a persistent
   * NameID. An address as NameID is not.
   */
  readonly isStable: boolean
  /** The value by which a directory user is found; the claim that the directory chose, else the subject. */
  readonly matchValue: string | undefined
  /** For somebody whom a sign-in makes. */
  readonly address: string | undefined
  readonly name: string | undefined
  readonly groups: readonly string[]
  /** Those that lead to organizations; undefined where the connection names no claim for them. */
  readonly asserted?: AssertedGroups | undefined
  /** What the provider calls this session: SessionIndex, `sid`. */
  readonly issuerSession: string | undefined
  /** OIDC: shown at signing out. */
  readonly idToken?: string
}

/** One check, as the log of sign-ins and the report of a test show it. */
export interface CheckStep {
  /** What was looked at, e.g. 'audience'. */
  readonly check: string
  readonly ok: boolean
  /** In words: what was found, and what to do when it is wrong. */
  readonly says: string
}

/** What a provider wrote, as one line that every page and every database can hold. */
export function oneLine(text: string, max: number): string {
  const plain = text.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, ' ')
  return plain.trim().slice(0, max)
}

/** Whether something by which people are found is one plain line; by anything else nobody is found. */
export const isPlainValue = (text: string) => text.length <= 1_000 && oneLine(text, text.length) === text
