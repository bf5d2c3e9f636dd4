import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { startChild } from './child.ts'
import { cpuMeter } from './cpu.ts'
import { makeDatabase } from './database.ts'
import { Subject } from './subject.ts'

const peerSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** May also come from the line with which it says that it is ready, as may the token. */
  url: z.url().optional(),
  token: z.string().optional(),
  /** Absent: it runs already. */
  start: z
    .strictObject({
      command: z.array(z.string()).min(1),
      /** Relative to the file. */
      folder: z.string().optional(),
      /** A regular expression; it may have groups named `url` and `token`. */
      ready: z.string(),
    })
    .optional(),
  /** It is left out where there are more users than this. */
  usersMax: z.number().int().positive().optional(),
  /** Members in one call at most. */
  groupBatch: z.number().int().positive().optional(),
})

/** A server of somebody else that is measured on the same work. */
export type Peer = z.infer<typeof peerSchema> & { readonly file: string }

/** @throws when the file cannot be read or a peer is described wrongly; the message says where */
export function readPeers(file: string): Peer[] {
  const parsed = z.array(peerSchema).safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data.map((peer) => ({ ...peer, file }))
}

/** Starts a peer, when it is to be started, with an empty database beside ours as its DATABASE_URL. */
export async function startPeer(
  cleanup: AsyncDisposableStack,
  peer: Peer,
  run: { databaseUrl: string; dataDir: string; connections: number; groupBatch: number },
): Promise<Subject> {
  const { name, start, file, usersMax } = peer
  const child =
    start &&
    (await startChild(cleanup, {
      command: start.command,
      folder: resolve(dirname(file), start.folder ?? '.'),
      env: { DATABASE_URL: await makeDatabase(run.databaseUrl, `peer_${name.replaceAll('-', '_')}`) },
      ready: new RegExp(start.ready),
    }))
  const url = peer.url ?? child?.said.url
  if (url === undefined) throw new Error(`${file}: ${name} has no url, and did not say one`)
  const token = peer.token ?? child?.said.token ?? ''
  const { connections, dataDir } = run
  const pid = child?.pid
  const groupBatch = peer.groupBatch ?? run.groupBatch
  const cpuMs = cpuMeter(dataDir, pid)
  return new Subject({ url, token }, { name, connections, pid, cpuMs, groupBatch, usersMax })
}
