import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { directoryAddressOf } from '../src/model/ids.ts'
import type { Place } from './bare-same-rows.ts'
import { startChild } from './child.ts'
import type { Endpoint } from './connection.ts'
import { domain } from './payloads.ts'

const folder = join(import.meta.dirname, '..')
const main = join(folder, 'dist', 'main.js')
/** `node … serve`, with the flags that `npm start` gives it; what it does before, building pages and server, is none of the server's work. */
const startScript: string = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts.start
const startArguments = startScript.replace(/^.*\bexec node /, '').split(' ')
/** After the start, background work settles and what it took is given back, before memory at rest is read. */
const settleMs = 7_000

export interface OwnServer {
  readonly endpoint: Endpoint
  readonly pid: number
  /** Where its rows are. */
  readonly place: Place
  readonly startedInMs: { readonly fresh: number; readonly existing: number }
}

/** Starts our server twice, on a fresh and on the same folder, and makes a site with a live directory. */
export async function startOwnServer(
  cleanup: AsyncDisposableStack,
  dataDir: string,
  profileFolder: string | undefined,
): Promise<OwnServer> {
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    PUBLIC_URL: '',
    PORT: '0',
    LOG_LEVEL: 'error',
    SCIM_RATE_MAX: '0',
  }
  await promisify(execFile)(process.execPath, [join(folder, 'scripts', 'build-server.js')])
  const ready = /^Doorward is ready at (?<origin>\S+)$/
  const start = (...flags: string[]) =>
    startChild(cleanup, { command: [process.execPath, ...flags, ...startArguments], folder, env, ready })
  const first = await start()
  await first.stop()
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
  const child = await start(...profile)
  await command(env, 'site', 'create', '--slug', 'bench', '--name', 'Bench')
  const made = await command(env, 'directory', 'create', '--name', 'Bench', '--domain', domain)
  // Its own idea of its origin knows nothing of a port that the system chose.
  const { port } = new URL(child.said.origin as string)
  await pause(settleMs)
  const { pathname } = new URL(made.scimBaseUrl)
  const place = directoryAddressOf(pathname.split('/').at(-1) ?? '')
  if (!place) throw new Error(`a base URL ends with no directory: ${pathname}`)
  return {
    endpoint: { url: `http://127.0.0.1:${port}${pathname}`, token: made.token },
    place,
    pid: child.pid,
    startedInMs: { fresh: first.readyMs, existing: child.readyMs },
  }
}

async function command(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ scimBaseUrl: string; token: string }> {
  const options = { env: { ...process.env, ...env } }
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json'], options)
  return JSON.parse(stdout)
}
