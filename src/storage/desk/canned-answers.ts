// The texts that agents answer with again and again.
import type { Query, Write } from '../statement.ts'

export interface CannedAnswerRow {
  readonly id: string
  readonly title: string
  /** Markdown. */
  readonly body: string
}

const columns = 'answer_id as id, title, body'

/** By title. */
export function listCannedAnswers(siteId: number): Query {
  return {
    name: 'list-canned-answers',
    text: `select ${columns} from canned_answers where site_id = $1 order by lower(title), answer_id`,
    values: [siteId],
  }
}

/** The same, held until the change is done: one at a time adds or changes one. */
export function holdCannedAnswers(siteId: number): Query {
  return {
    name: 'hold-canned-answers',
    text: `select ${columns} from canned_answers where site_id = $1 order by answer_id for update`,
    values: [siteId],
  }
}

export function insertCannedAnswer(siteId: number, { id, title, body }: CannedAnswerRow): Write {
  return {
    name: 'insert-canned-answer',
    table: 'canned_answers',
    text: 'insert into canned_answers (site_id, answer_id, title, body) values ($1, $2, $3, $4)',
    values: [siteId, id, title, body],
  }
}

export function updateCannedAnswer(siteId: number, { id, title, body }: CannedAnswerRow): Write {
  return {
    name: 'update-canned-answer',
    table: 'canned_answers',
    text: 'update canned_answers set title = $3, body = $4 where site_id = $1 and answer_id = $2',
    values: [siteId, id, title, body],
  }
}

export function deleteCannedAnswer(siteId: number, answerId: string): Write {
  return {
    name: 'delete-canned-answer',
    table: 'canned_answers',
    text: 'delete from canned_answers where site_id = $1 and answer_id = $2',
    values: [siteId, answerId],
  }
}
