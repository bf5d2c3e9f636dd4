/** The addresses of a user's `emails`, by which filters look. */
import type { Write } from '../statement.ts'
import { folded } from './directory-users.ts'

/**
 * A type is compared in memory, on the few rows that its value found; the index holds the beginning of a long one, because
 * PostgreSQL bounds an index entry at 2,704 bytes and a value may take 2,048.
 */
const indexedTypeMax = 100

const typeOf = ({ type }: { type: string | undefined }) =>
  folded(type?.slice(0, indexedTypeMax).toWellFormed())

export function insertEmails(
  siteId: number,
  directoryId: number,
  userId: string,
  emails: readonly { value: string; type: string | undefined }[],
): Write {
  const [only] = emails
  // Most users have one, and the rows of users who come together go in together.
  if (only && emails.length === 1) {
    return {
      name: 'insert-email',
      table: 'directory_user_emails',
      isRow: true,
      text: `insert into directory_user_emails (site_id, directory_id, user_id, n, value_folded, type_folded)
        values ($1, $2, $3, 1, $4, $5)`,
      values: [siteId, directoryId, userId, only.value, typeOf(only)],
    }
  }
  return {
    name: 'insert-emails',
    table: 'directory_user_emails',
    text: `insert into directory_user_emails (site_id, directory_id, user_id, n, value_folded, type_folded)
      select $1, $2, $3, e.n, e.value, e.type
      from unnest($4::text[], $5::text[]) with ordinality as e (value, type, n)`,
    values: [siteId, directoryId, userId, emails.map(({ value }) => value), emails.map(typeOf)],
  }
}

export function deleteEmails(siteId: number, directoryId: number, userId: string): Write {
  return {
    name: 'delete-emails',
    table: 'directory_user_emails',
    text: 'delete from directory_user_emails where site_id = $1 and directory_id = $2 and user_id = $3',
    values: [siteId, directoryId, userId],
  }
}
