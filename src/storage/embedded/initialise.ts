// A new data directory: initdb, then our role and database, then one rename that makes it the data directory.
// A process killed before the rename leaves only a draft, which the next start throws away.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identityOf } from './account.ts'
import { EmbeddedDatabaseError } from './error.ts'
import { handOver, type Place } from './place.ts'
import { allPostgresIn, signalOurs } from './processes.ts'
import { cleanEnvironment, type Programs } from './programs.ts'
import { confFile } from './settings.ts'

const draftPrefix = 'initialising-'
const passwordsFile = 'doorward-passwords.json'

interface Passwords {
  /** Of the role `doorward`, owner of the database `doorward`. */
  doorward: string
  /** Of the superuser `postgres`: for a person in need, never used by us. */
  postgres: string
}

/** Discards what an interrupted initialisation left. Called under the lock, so none is under way. */
export async function discardDrafts(place: Place): Promise<void> {
  for (const name of readdirSync(place.home)) {
    if (name.startsWith(draftPrefix)) await discard(join(place.home, name))
  }
}

/** Creates the data directory of the place. Called under its lock. */
export async function initialise(place: Place, programs: Programs, durable: boolean): Promise<void> {
  // An initdb that outlives its killed parent goes on writing into its own draft, never into ours.
  const draft = mkdtempSync(join(place.home, draftPrefix))
  handOver(draft, place.account)
  try {
    const pgdata = join(draft, 'postgres')
    const passwords = { doorward: newPassword(), postgres: newPassword() }
    await runInitdb(place, programs, { pgdata, draft, password: passwords.postgres, durable })
    await createDatabase(place, programs, pgdata, passwords.doorward)
    appendFileSync(
      join(pgdata, 'postgresql.conf'),
      `\ninclude = '${confFile}'\n# Settings of your own go below.\n`,
    )
    // Inside the data directory, so that it appears in the same rename and travels with it.
    writeSecret(join(pgdata, passwordsFile), JSON.stringify(passwords), place)
    renameSync(pgdata, place.pgdata)
    syncFolder(place.home)
  } finally {
    await discard(draft)
  }
}

/** The URL of the owner role. The socket's folder is percent-encoded in the place of the host, as libpq takes it. */
export function ownerUrl(place: Place, port: number): string {
  const path = join(place.pgdata, passwordsFile)
  try {
    const { doorward } = JSON.parse(readFileSync(path, 'utf8')) as Passwords
    return `postgres://doorward:${doorward}@${encodeURIComponent(place.socketFolder)}:${port}/doorward`
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      `The database's passwords (${path}) cannot be read; bring the file back.`,
      {
        cause,
      },
    )
  }
}

interface Draft {
  pgdata: string
  draft: string
  password: string
  durable: boolean
}

async function runInitdb(place: Place, programs: Programs, to: Draft): Promise<void> {
  const pwfile = join(to.draft, 'password')
  writeSecret(pwfile, to.password, place)
  // Sorting by code point and Unicode's case mapping, built into PostgreSQL and so the same on every machine.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const access = ['--username=postgres', `--pwfile=${pwfile}`, '--auth=scram-sha-256']
  const rest = [
    '--encoding=UTF8',
    '--data-checksums',
    '--no-instructions',
    ...(to.durable ? [] : ['--no-sync']),
  ]
  const args = ['-D', to.pgdata, ...locale, ...access, ...rest]
  // pg_trgm asks the system's LC_CTYPE what a letter is; with C it would overlook every letter beyond ASCII.
  let failure = await run(place, programs.initdb, [...args, '--lc-ctype=C.UTF-8'])
  if (failure?.includes('invalid locale name')) failure = await run(place, programs.initdb, args)
  if (failure !== undefined) throw failed(place, failure)
}

async function createDatabase(
  place: Place,
  programs: Programs,
  pgdata: string,
  password: string,
): Promise<void> {
  // Single-user mode needs no socket and no superuser's password; it takes one statement per line.
  const args = ['--single', '-D', pgdata, '-c', 'exit_on_error=on', '-c', 'log_min_error_statement=panic']
  const statements = [
    `create role doorward login createrole createdb nosuperuser nobypassrls password '${password}'`,
    'create database doorward owner doorward',
  ]
  const failure = await run(place, programs.postgres, [...args, 'postgres'], `${statements.join('\n')}\n`)
  if (failure !== undefined) throw failed(place, failure)
}

/** Runs a program to its end; returns its last words if it failed. */
function run(place: Place, program: string, args: string[], input = ''): Promise<string | undefined> {
  return new Promise((settled) => {
    const options = { ...identityOf(place.account), cwd: '/', env: cleanEnvironment, detached: true }
    const child = spawn(program, args, { ...options, stdio: ['pipe', 'ignore', 'pipe'] })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000)
    })
    child.once('error', (error) => settled(error.message))
    child.once('close', (code, signal) => {
      settled(code === 0 ? undefined : words.trim() || `${program} ended with ${signal ?? `code ${code}`}`)
    })
    child.stdin.on('error', () => undefined) // it ended before it read; 'close' tells why
    child.stdin.end(input)
  })
}

function failed(place: Place, lastWords: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The database could not be created in ${place.home}. PostgreSQL's last words:\n${lastWords}`,
  )
}

function writeSecret(path: string, text: string, place: Place): void {
  writeFileSync(path, text, { flag: 'wx', mode: 0o600, flush: true })
  handOver(path, place.account)
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

async function discard(draft: string): Promise<void> {
  const pgdata = join(draft, 'postgres')
  for (let attempt = 0; attempt < 500; attempt++) {
    // An initdb that outlived its parent still writes there; without its PostgreSQL it gives up.
    if (existsSync(pgdata)) for (const pid of allPostgresIn(pgdata)) signalOurs(pgdata, pid, 'SIGKILL')
    try {
      rmSync(draft, { recursive: true, force: true })
    } catch {
      // Something was written meanwhile.
    }
    // What an initdb that gives up deletes at the same moment ends the removal early and without an error.
    if (!existsSync(draft)) return
    await pause(20)
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url')
}
