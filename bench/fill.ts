import type pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { Packet } from '../src/storage/packet.ts'
import type { Query } from '../src/storage/statement.ts'
import { type BareStatements, preparer } from './bare-statements.ts'
import { withClient } from './database.ts'
import { userBody } from './payloads.ts'

/** Makes users of these names without HTTP; answers their ids, in that order. */
export type Fill = (userNames: readonly string[]) => Promise<string[]>

/** A database that is filled with the statement of a bare server. */
export interface Filled {
  /** Of a superuser. */
  readonly url: string
  readonly createUser: BareStatements['createUser']
  /** Answers a resource as it is kept, and its userName, for one that was made over HTTP. */
  readonly sample: string
  /** What is to be done at the end. */
  readonly tidy?: string
}

export const filledOneRow = {
  sample: 'select resource, user_name from public.bare_users limit 1',
}

/** Deltas of the totals become one each, as the server itself makes them one from time to time. */
export const filledSameRows = {
  sample: 'select resource, user_name_folded as user_name from doorward.directory_users limit 1',
  tidy: `with gone as (delete from doorward.directory_counters where what in ('users', 'active-users') returning *)
    insert into doorward.directory_counters (site_id, directory_id, what, delta)
    select site_id, directory_id, what, sum(delta) from gone group by site_id, directory_id, what`,
}

const perPacket = 500

/**
 * Over HTTP a million users would take longer than all that is measured of them. The rows are those that the server that
 * writes the same rows writes, and a test compares those with the server's own.
 */
export function filler({ url, createUser, sample, tidy }: Filled): Fill {
  const statements = { createUser } as BareStatements
  return (userNames) =>
    withClient(url, async (client) => {
      await client.query('set search_path = doorward, public')
      const prepare = preparer(statements)
      const resourceOf = await resources(client, sample)
      const ids: string[] = []
      for (let from = 0; from < userNames.length; from += perPacket) {
        const inserts = userNames.slice(from, from + perPacket).map((userName) => {
          const id = uuidv7()
          ids.push(id)
          const { displayName, externalId } = userBody(userName)
          const resource = resourceOf(userName)
          return prepare('createUser', { id, userName, displayName, externalId, email: userName, resource })
        })
        await send(client, [statement('begin'), ...(inserts as Query[]), statement('commit')])
      }
      if (tidy !== undefined) await client.query(tidy)
      return ids
    })
}

const statement = (text: string): Query => ({ name: text, text, values: [] })

function send(client: pg.Client, queries: readonly Query[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new Packet(queries, undefined, (failure) => (failure ? reject(failure.error) : resolve())))
  })
}

async function resources(client: pg.Client, sample: string): Promise<(userName: string) => string> {
  const { rows } = await client.query<{ resource: string; user_name: string }>(sample)
  const [like] = rows
  if (!like) throw new Error('a user made over HTTP is needed before others are made like it')
  return (userName) => like.resource.replaceAll(like.user_name, userName)
}
