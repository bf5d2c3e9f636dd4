// Whether the code that somebody shows is the one of the mail.
import { codeHash } from '../../http/mailed-code.ts'
import { judgeCode, readCode } from '../../model/access/sign-in-code.ts'
import { DoorwardError, FieldErrors } from '../../model/errors.ts'
import { type CodeRow, noteTry } from '../../storage/access/sign-in-codes.ts'
import type { Transaction } from '../../storage/database.ts'
import { countCodeAttempt } from './box.ts'

/**
 * Looks at a code, and counts a wrong one in the caller's transaction, which therefore must not fail by the refusal.
 * @returns undefined when it is right
 */
export async function tryCode(
  tx: Transaction,
  row: CodeRow,
  shown: string,
  at: { readonly ip: string; readonly now: Date; readonly mark: Buffer },
): Promise<DoorwardError | FieldErrors | undefined> {
  const digits = readCode(shown)
  const isRight =
    digits !== undefined && row.codeHash !== null && codeHash(digits, row.browserHash).equals(row.codeHash)
  const verdict = judgeCode({ tries: row.tries, expiresAt: row.expiresAt, isRight }, at.now)
  if (verdict.is === 'over') return codeIsOver()
  if (verdict.is !== 'wrong') return undefined
  // However many were counted: a try that is looked at uses up one of the code's five. The count holds back who asks for the next.
  tx.write(noteTry(tx.siteId, row.id))
  await countCodeAttempt(tx, row.address, at)
  return wrongCode(verdict.left)
}

export const codeIsOver = () =>
  new DoorwardError(
    'not-signed-in',
    'The code is over, or was asked for in another browser. Ask for a new one.',
  )

const wrongCode = (left: number) =>
  new FieldErrors([
    {
      field: 'code',
      rule: 'tries-left',
      limit: left,
      detail: `is not the code of the mail. Tries left: ${left}.`,
    },
  ])
