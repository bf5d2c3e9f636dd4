import { createHash } from 'node:crypto'
import { type AttemptSubject, attemptSubjects } from '../model/access/attempts.ts'
import type { AttemptsRow } from '../storage/access/attempts.ts'

/** By what attempts are counted; hashes, because what somebody typed in the wrong field may be a password. */
export type SubjectHashes = Readonly<Record<AttemptSubject, Buffer>>

export function attemptHash(...parts: string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** @param account what somebody says he is: an address, or a passkey */
export function attemptHashes(account: string, network: string): SubjectHashes {
  return {
    pair: attemptHash('pair', account, network),
    network: attemptHash('network', network),
    account: attemptHash('account', account),
  }
}

export function countsOf(
  subjects: SubjectHashes,
  rows: readonly AttemptsRow[],
): Record<AttemptSubject, number> {
  const counts = attemptSubjects.map((subject): [AttemptSubject, number] => [
    subject,
    rows.find(({ subjectHash }) => subjectHash.equals(subjects[subject]))?.attempts ?? 0,
  ])
  return Object.fromEntries(counts) as Record<AttemptSubject, number>
}
