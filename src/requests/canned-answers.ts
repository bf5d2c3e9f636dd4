// The texts that agents answer with again and again.
import { FieldErrors, notFound } from '../model/errors.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  type CannedAnswerRow,
  deleteCannedAnswer,
  holdCannedAnswers,
  insertCannedAnswer,
  listCannedAnswers,
  updateCannedAnswer,
} from '../storage/desk/canned-answers.ts'
import { newId } from '../storage/new-id.ts'
import type { Precondition } from '../storage/precondition.ts'
import { tellRequests } from './history.ts'

/** They are all read at once, by whoever answers. */
const answersMax = 200

export async function readCannedAnswers(database: Database, siteId: number): Promise<CannedAnswerRow[]> {
  const [rows = []] = (await database.readInSite(siteId, [listCannedAnswers(siteId)])) as [CannedAnswerRow[]?]
  return rows
}

/** @throws DoorwardError 'not-found' */
export async function readCannedAnswer(
  database: Database,
  siteId: number,
  answerId: string,
): Promise<CannedAnswerRow> {
  return found(await readCannedAnswers(database, siteId), answerId)
}

export async function addCannedAnswer(
  database: Database,
  siteId: number,
  { title, body }: Omit<CannedAnswerRow, 'id'>,
  context: AuditContext,
): Promise<CannedAnswerRow> {
  return database.inSite(siteId, async (tx) => {
    const rows = await tx.read<CannedAnswerRow>(holdCannedAnswers(siteId))
    if (rows.length >= answersMax) {
      const detail = `a site has at most ${answersMax} canned answers.`
      throw new FieldErrors([{ field: 'title', rule: 'too-many', detail, limit: answersMax }])
    }
    const answer = { id: newId(), title, body }
    tx.write(insertCannedAnswer(siteId, answer))
    const details = { before: null, after: title }
    audit(tx, context, { action: 'canned-answer.added', subjectKind: 'site', subject: answer.id, details })
    tellRequests(tx)
    return answer
  })
}

export async function changeCannedAnswer(
  database: Database,
  siteId: number,
  answerId: string,
  wish: { readonly title?: string | undefined; readonly body?: string | undefined },
  context: AuditContext,
  unchanged: Precondition<CannedAnswerRow>,
): Promise<CannedAnswerRow> {
  return database.inSite(siteId, async (tx) => {
    const before = found(await tx.read<CannedAnswerRow>(holdCannedAnswers(siteId)), answerId)
    await unchanged(tx, before)
    const after = { ...before, title: wish.title ?? before.title, body: wish.body ?? before.body }
    tx.write(updateCannedAnswer(siteId, after))
    const details = { before: before.title, after: after.title }
    audit(tx, context, { action: 'canned-answer.changed', subjectKind: 'site', subject: answerId, details })
    tellRequests(tx)
    return after
  })
}

export async function removeCannedAnswer(
  database: Database,
  siteId: number,
  answerId: string,
  context: AuditContext,
): Promise<void> {
  await database.inSite(siteId, async (tx) => {
    const before = found(await tx.read<CannedAnswerRow>(holdCannedAnswers(siteId)), answerId)
    tx.write(deleteCannedAnswer(siteId, answerId))
    const details = { before: before.title, after: null }
    audit(tx, context, { action: 'canned-answer.removed', subjectKind: 'site', subject: answerId, details })
    tellRequests(tx)
  })
}

function found(rows: readonly CannedAnswerRow[], answerId: string): CannedAnswerRow {
  const one = rows.find(({ id }) => id === answerId)
  if (!one) throw notFound('This canned answer')
  return one
}
