// Two servers that only pass requests on to PostgreSQL: node:http and pg, no authentication, no SCIM, no rules. Run as
// a child process of the benchmark; DATABASE_URL names a database that `bare-database.ts` prepared.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { oneRow } from './bare-one-row.ts'
import { barePlace, sameRowsIn } from './bare-same-rows.ts'
import { type BareStatements, preparer, type StatementName, type Values } from './bare-statements.ts'

type Ask = (name: StatementName, values: Values) => Promise<readonly { id: string; resource: string }[]>

const pools: pg.Pool[] = []
/** By the first part of the path. */
const kinds: { readonly [kind: string]: Ask } = {
  'one-row': asker(oneRow),
  'same-rows': asker(sameRowsIn(barePlace)),
}

function asker(statements: BareStatements): Ask {
  const connectionString = process.env.DATABASE_URL
  const pool = new pg.Pool({ connectionString, max: 16, options: '-c search_path=doorward,public' })
  pools.push(pool)
  const prepare = preparer(statements)
  return async (name, values) => (await pool.query(prepare(name, values))).rows
}

interface Request {
  readonly method: string
  readonly id: string
  readonly query: URLSearchParams
  readonly body: string
}

/** A status and the body's text. */
type Reply = readonly [number, string]
type Row = Awaited<ReturnType<Ask>>[number]

/** The id goes in front of the resource's text, which is neither parsed nor written again. */
const textOf = ({ id, resource }: Row) => `{"id":"${id}",${resource.slice(1)}`
const found = (row: Row | undefined): Reply => (row ? [200, textOf(row)] : [404, '{}'])
const listed = (rows: readonly Row[]): Reply => [
  200,
  `{"totalResults":${rows.length},"Resources":[${rows.map(textOf).join(',')}]}`,
]
const quotedIn = (text: string) => /"(.*)"/.exec(text)?.[1] ?? ''

/** Only the benchmark's own requests come here: what they cannot be is not asked after. */
async function answerUsers(ask: Ask, { method, id, query, body }: Request): Promise<Reply> {
  if (method === 'POST') {
    const user = JSON.parse(body)
    const row = { id: uuidv7(), resource: JSON.stringify(user) }
    const { userName, externalId, displayName, emails } = user
    await ask('createUser', { ...row, userName, externalId, displayName, email: emails[0].value })
    return [201, textOf(row)]
  }
  if (method === 'PATCH') {
    return found((await ask('setActive', { id, active: JSON.parse(body).Operations[0].value }))[0])
  }
  if (id !== '') return found((await ask('getUser', { id }))[0])
  const filter = query.get('filter')
  if (filter !== null) return listed(await ask('findUser', { userName: quotedIn(filter) }))
  const offset = Number(query.get('startIndex')) - 1
  return listed(await ask('listUsers', { limit: Number(query.get('count')), offset }))
}

async function answerGroups(ask: Ask, { method, id, query, body }: Request): Promise<Reply> {
  if (method === 'POST') {
    const { displayName, members = [] } = JSON.parse(body)
    const row = { id: uuidv7(), resource: JSON.stringify({ displayName }) }
    await ask('createGroup', { ...row, displayName })
    if (members.length > 0) await ask('addMembers', { id: row.id, userIds: idsOf(members) })
    return [201, textOf(row)]
  }
  if (method === 'PATCH') {
    const { op, path, value } = JSON.parse(body).Operations[0]
    if (op === 'remove') await ask('removeMembers', { id, userIds: [quotedIn(path)] })
    else await ask('addMembers', { id, userIds: idsOf(value) })
    return [204, '']
  }
  if (method === 'DELETE') {
    await ask('deleteGroup', { id })
    return [204, '']
  }
  const filter = query.get('filter')
  if (filter !== null) return listed(await ask('findGroup', { displayName: quotedIn(filter) }))
  const [row] = await ask('getGroup', { id })
  if (!row || query.get('excludedAttributes') === 'members') return found(row)
  const members = (await ask('listMembers', { id })).map((member) => `{"value":"${member.id}"}`)
  return [200, `${textOf(row).slice(0, -1)},"members":[${members.join(',')}]}`]
}

const idsOf = (members: readonly { value: string }[]) => members.map(({ value }) => value)

async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const url = new URL(incoming.url ?? '/', 'http://bare')
    const [, kind = '', collection, id = ''] = url.pathname.split('/')
    const request = {
      method: incoming.method ?? 'GET',
      id,
      query: url.searchParams,
      body: Buffer.concat(chunks).toString(),
    }
    const answer = collection === 'Users' ? answerUsers : answerGroups
    const [status, text] = await answer(kinds[kind] as Ask, request)
    const bytes = Buffer.from(text)
    const headers = { 'content-type': 'application/scim+json', 'content-length': bytes.length }
    response.writeHead(status, status === 204 ? {} : headers).end(bytes)
  } catch (error) {
    response.writeHead(500).end((error as Error).message)
  }
}

const server = createServer((request, response) => void respond(request, response))
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.on('SIGTERM', () => {
  server.closeAllConnections()
  server.close(() => void Promise.all(pools.map((pool) => pool.end())))
})
