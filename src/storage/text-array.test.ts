import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/fixtures/database.ts'
import { TextArray } from './text-array.ts'

let database: FreshDatabase
let client: Client

beforeAll(async () => {
  database = await freshDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

test.each<[string, (string | null | undefined)[]]>([
  ['no text', []],
  ['an empty one', ['']],
  ['none in between', ['a', null, undefined, 'b']],
  ['what an array literal would have to escape', ['{"a":"b\\"c"}', 'NULL', '{}', ',', "'", '\\', ' ', '\n']],
  ['letters of two to four bytes', ['é', '漢字', '😀', 'a'.repeat(70_000)]],
])('PostgreSQL reads %s as it was', async (_what, texts) => {
  const { rows } = await client.query(
    'select t from unnest($1::text[]) with ordinality x (t, n) order by n',
    [new TextArray(texts)],
  )
  expect(rows.map(({ t }) => t)).toEqual(texts.map((text) => text ?? null))
})
