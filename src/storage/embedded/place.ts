// Where the database lies: DATA_DIR, or, when the unprivileged user of a root-run server may not enter it, a
// system folder that DATA_DIR/postgres then links to. Whatever is refused is refused before anything is written.
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Account, canEnter, isRoot, unprivilegedAccount } from './account.ts'
import { EmbeddedDatabaseError } from './error.ts'
import { socketFolderFor } from './socket.ts'

export interface Place {
  readonly dataDir: string
  /** Holds everything of the database: DATA_DIR itself unless it was moved. */
  readonly home: string
  /** PGDATA. */
  readonly pgdata: string
  /** Lock and leases. */
  readonly leases: string
  readonly socketFolder: string
  /** Folder for copies of PostgreSQL's programs. */
  readonly copies: string
  /** As whom PostgreSQL runs; undefined: as ourselves. */
  readonly account: Account | undefined
  readonly notes: readonly string[]
}

/** What a root-run server keeps outside DATA_DIR; every user may pass through, as through /var/lib itself. */
const systemFolder = process.platform === 'darwin' ? '/usr/local/var/doorward' : '/var/lib/doorward'
const marker = 'doorward-data.txt'
const markerText =
  'This folder belongs to Doorward, which keeps its data here. Use its backup command for copies.\n'

/**
 * Refuses a DATA_DIR that is not ours, not to be entered, or of another PostgreSQL. Writes nothing.
 * @param major the major version of the distribution at hand
 */
export function inspect(dataDir: string, major: string): void {
  let names: string[]
  try {
    names = readdirSync(dataDir).filter((name) => name !== 'lost+found')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    if (code === 'ENOTDIR')
      throw new EmbeddedDatabaseError(
        `DATA_DIR (${dataDir}) is not a folder. Name one that is, or a new one.`,
      )
    if (code === 'EACCES') throw belongsToAnother(dataDir)
    throw error
  }
  if (names.length === 0) return
  if (!names.includes(marker)) {
    throw new EmbeddedDatabaseError(
      `DATA_DIR (${dataDir}) is not empty and was not made by Doorward; name an empty or a new folder.`,
    )
  }
  const pgdata = join(dataDir, 'postgres')
  const link = linkOf(pgdata)
  if (link !== undefined && !existsSync(dirname(link))) {
    throw new EmbeddedDatabaseError(
      `The database of DATA_DIR (${dataDir}) lay in ${dirname(link)}, which is gone. Bring that folder back, or restore a backup into a new DATA_DIR.`,
    )
  }
  const version = versionOf(pgdata)
  if (version === undefined) return
  if (version !== major) {
    throw new EmbeddedDatabaseError(
      `DATA_DIR (${dataDir}) holds a database of PostgreSQL ${version} and this Doorward brings PostgreSQL ${major}: with the Doorward that last used it write a backup (npm run -s cli -- backup FILE), then restore it with this one into a new DATA_DIR (npm run -s cli -- restore FILE).`,
    )
  }
  const owner = statSync(pgdata).uid
  if (!isRoot() && owner !== process.getuid?.()) throw belongsToAnother(dataDir)
}

/**
 * Makes DATA_DIR, if need be, and marks it as ours, so that what is kept there later is not taken for somebody else's.
 * @returns its real path
 */
export function claimDataDir(givenDataDir: string): string {
  mkdirSync(dirname(resolve(givenDataDir)), { recursive: true })
  makeFolder(givenDataDir, undefined)
  const dataDir = realpathSync(givenDataDir)
  const markerPath = join(dataDir, marker)
  if (!existsSync(markerPath)) writeFileSync(markerPath, markerText, { mode: 0o600 })
  return dataDir
}

/** Makes DATA_DIR if need be and says where everything in it lies. Several processes may do so at once. */
export async function settle(givenDataDir: string): Promise<Place> {
  const dataDir = claimDataDir(givenDataDir)
  const account = await accountFor(dataDir)
  const { home, note } = homeFor(dataDir, account)
  const place = { dataDir, home, pgdata: join(home, 'postgres'), leases: join(home, 'leases'), account }
  if (home === dataDir) handOver(dataDir, account)
  makeFolder(place.leases, account)
  const socket = socketFolderFor(home, account, systemFolder)
  const notes = [note, socket.note].filter((said) => said !== undefined)
  const copies = join(account ? systemFolder : home, 'bin')
  return { ...place, socketFolder: socket.folder, copies, notes }
}

/** PostgreSQL's major version that made the data directory; undefined while there is none. */
export function versionOf(pgdata: string): string | undefined {
  try {
    return readFileSync(join(pgdata, 'PG_VERSION'), 'utf8').trim()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** Whether DATA_DIR has a database, wherever it lies. */
export function holdsDatabase(dataDir: string): boolean {
  return versionOf(join(dataDir, 'postgres')) !== undefined
}

/** Makes a folder that only the account (or we) may enter, unless it is there. */
function makeFolder(path: string, account: Account | undefined): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if ((statSync(path).mode & 0o777) !== 0o700) chmodSync(path, 0o700)
  }
  handOver(path, account)
}

/** Gives a file or folder, not what it holds, to the account. */
export function handOver(path: string, account: Account | undefined): void {
  if (account && lstatSync(path).uid !== account.uid) lchownSync(path, account.uid, account.gid)
}

async function accountFor(dataDir: string): Promise<Account | undefined> {
  if (!isRoot()) return undefined
  const pgdata = join(dataDir, 'postgres')
  if (versionOf(pgdata) === undefined) return unprivilegedAccount(statSync(dataDir).uid)
  const { uid, gid } = statSync(pgdata)
  if (uid !== 0) return { uid, gid, name: `with the id ${uid}` }
  // Someone copied the data as root; PostgreSQL insists on being its owner.
  const account = await unprivilegedAccount(statSync(dataDir).uid)
  const home = realpathSync(pgdata)
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' }))
    handOver(join(home, name), account)
  handOver(home, account)
  handOver(dirname(home), account)
  return account
}

function homeFor(dataDir: string, account: Account | undefined): { home: string; note?: string } {
  const pgdata = join(dataDir, 'postgres')
  const known = linkOf(pgdata)
  if (!account) return { home: dirname(known ?? pgdata) }
  const moved = (home: string) => ({
    home,
    note: `The database lies in ${home}, because PostgreSQL does not run as root and only root may enter ${dataDir}.`,
  })
  if (known !== undefined) return moved(dirname(known))
  if (existsSync(pgdata) || canEnter(account, dirname(dataDir))) return { home: dataDir }

  openSystemFolder(account)
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  // The second part keeps the database of a DATA_DIR that was deleted, and its successor, apart.
  const home = join(systemFolder, `${name}-${randomBytes(2).toString('hex')}`)
  makeFolder(home, account)
  try {
    symlinkSync(join(home, 'postgres'), pgdata)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    rmdirSync(home) // another process was faster
  }
  return moved(dirname(linkOf(pgdata) ?? pgdata))
}

function openSystemFolder(account: Account): void {
  mkdirSync(systemFolder, { recursive: true })
  chownSync(systemFolder, 0, 0)
  chmodSync(systemFolder, 0o755)
  if (!canEnter(account, systemFolder)) {
    throw new EmbeddedDatabaseError(
      `The user ${account.name}, as whom PostgreSQL runs because it refuses to be root, may enter neither DATA_DIR nor ${systemFolder}. Set DATA_DIR to a folder that this user may reach, for example below /srv.`,
    )
  }
}

function linkOf(path: string): string | undefined {
  try {
    return resolve(dirname(path), readlinkSync(path))
  } catch {
    return undefined // not a link, or nothing there
  }
}

function belongsToAnother(dataDir: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `DATA_DIR (${dataDir}) belongs to another user; run Doorward as that user or as root, or set DATA_DIR to a folder of your own.`,
  )
}
