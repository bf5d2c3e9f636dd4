import { join } from 'node:path'
import { oneRow } from './bare-one-row.ts'
import { barePlace, type Place, sameRowsIn } from './bare-same-rows.ts'
import { startChild } from './child.ts'
import type { Endpoint } from './connection.ts'
import { cpuMeter } from './cpu.ts'
import {
  delayCommits,
  joinDatabase,
  makeDatabase,
  prepareBareDatabase,
  settleDatabases,
  superuserUrl,
  temporaryDataDir,
} from './database.ts'
import { type Fill, filledOneRow, filledSameRows, filler } from './fill.ts'
import { synchronize } from './full-sync.ts'
import { groupFigures } from './group-figures.ts'
import { growthOf } from './growth.ts'
import { describeMachine, loadNow } from './machine.ts'
import { measureSize, type SizeRecord, type Subjects } from './measure.ts'
import type { Options } from './options.ts'
import { startOwnServer } from './own-server.ts'
import { startPeer } from './peers.ts'
import type { Report, SyncRecord } from './report.ts'
import { Subject } from './subject.ts'
import { userFigures } from './user-figures.ts'

type Log = (line: string) => void

/** Starts what is to be measured, measures it, and leaves the undoing in `cleanup`. */
export async function runBench(options: Options, cleanup: AsyncDisposableStack, log: Log): Promise<Report> {
  const loadBefore = loadNow()
  const dataDir = temporaryDataDir(cleanup)
  const { url, connections, seconds, commitDelay: commitDelayMs, fullSync } = options
  // Joined first, it is left last.
  const databaseUrl = await joinDatabase(cleanup, dataDir)
  log(url === undefined ? 'Starting our own server, on a fresh data directory and again' : `Measuring ${url}`)
  const own = url === undefined ? await startOwnServer(cleanup, dataDir, options.profile) : undefined
  if (commitDelayMs > 0) await delayCommits(databaseUrl, dataDir, commitDelayMs)
  const endpoint = own?.endpoint ?? { url: url as string, token: options.token }
  const subjects = await startSubjects(options, cleanup, {
    databaseUrl,
    dataDir,
    endpoint,
    pid: own?.pid,
    place: own?.place,
  })
  const idleMb = subjects.server.memoryMb?.now
  const sizes = fullSync ? [] : await measureSizes(options, subjects, databaseUrl, log)
  return {
    server: url ?? 'Doorward',
    machine: await describeMachine(databaseUrl, loadBefore),
    settings: { connections, seconds, commitDelayMs },
    startedInMs: own?.startedInMs,
    idleMb,
    sizes,
    growth: growthOf(sizes),
    fullSync: fullSync && (await measureSync(subjects, fullSync, log)),
  }
}

async function startSubjects(
  { connections, groupBatch, peers }: Options,
  cleanup: AsyncDisposableStack,
  server: {
    databaseUrl: string
    dataDir: string
    endpoint: Endpoint
    pid: number | undefined
    place: Place | undefined
  },
): Promise<Subjects> {
  const { databaseUrl, dataDir } = server
  const bareUrl = await makeDatabase(databaseUrl, 'bench_bare')
  await prepareBareDatabase(bareUrl)
  const { said, pid } = await startChild(cleanup, {
    command: [process.execPath, join(import.meta.dirname, 'bare-server.ts')],
    env: { DATABASE_URL: bareUrl },
    ready: /^ready at (?<origin>\S+)$/,
  })
  const subjectOf = (name: string, endpoint: Endpoint, process: number | undefined, fill: Fill | undefined) =>
    new Subject(endpoint, {
      name,
      connections,
      groupBatch,
      pid: process,
      cpuMs: cpuMeter(dataDir, process),
      fill,
    })
  const bare = (name: string, kind: string, fill: Fill) =>
    subjectOf(name, { url: `${said.origin}/${kind}`, token: '' }, pid, fill)
  const fillSameRows = (url: string, place: Place) =>
    filler({ url: superuserUrl(url, dataDir), createUser: sameRowsIn(place).createUser, ...filledSameRows })
  const fillOneRow = (url: string) =>
    filler({ url: superuserUrl(url, dataDir), createUser: oneRow.createUser, ...filledOneRow })
  const subjects = {
    // Somebody else's server is reached over HTTP alone.
    server: subjectOf(
      'server',
      server.endpoint,
      server.pid,
      server.place === undefined ? undefined : fillSameRows(databaseUrl, server.place),
    ),
    oneRow: bare('bare', 'one-row', fillOneRow(bareUrl)),
    sameRows: bare('same rows', 'same-rows', fillSameRows(bareUrl, barePlace)),
    peers: [] as Subject[],
  }
  for (const peer of peers) {
    subjects.peers.push(await startPeer(cleanup, peer, { databaseUrl, dataDir, connections, groupBatch }))
  }
  for (const subject of Object.values(subjects).flat()) cleanup.defer(() => subject.close())
  return subjects
}

async function measureSizes(
  { users: sizes, groups, seconds, only }: Options,
  subjects: Subjects,
  databaseUrl: string,
  log: Log,
): Promise<SizeRecord[]> {
  const figures = [...userFigures, ...groupFigures(groups)].filter(({ names }) =>
    names.some((name) => name.includes(only)),
  )
  const records: SizeRecord[] = []
  for (const users of sizes) {
    log(`${users} users`)
    records.push(
      await measureSize(subjects, figures, {
        users,
        seconds,
        log,
        settle: () => settleDatabases(databaseUrl),
      }),
    )
  }
  return records
}

async function measureSync(
  { server, oneRow, sameRows, peers }: Subjects,
  [users, groups]: readonly [number, number],
  log: Log,
): Promise<SyncRecord> {
  const runs = []
  for (const subject of [server, oneRow, sameRows, ...peers]) {
    if (users > subject.usersMax) continue
    log(`A first synchronization of ${users} users and ${groups} groups: ${subject.name}`)
    runs.push(await synchronize(subject, users, groups))
  }
  return { users, groups, runs }
}
