// The folder of PostgreSQL's unix socket. A socket's path may have 107 bytes on Linux and 103 on macOS, so a
// deep DATA_DIR cannot hold it.
import { createHash } from 'node:crypto'
import { lchownSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { EmbeddedDatabaseError } from './error.ts'

const pathBytesMax = 103
/** PostgreSQL names the socket after this port, also without TCP. */
export const port = 5432

const answerMaxMs = 2000
/** PostgreSQL's frontend/backend protocol, SSLRequest: a length of 8 and the code 80877103. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

export function socketFile(folder: string): string {
  return join(folder, `.s.PGSQL.${port}`)
}

/** The same folder for every process that uses this home, so not below TMPDIR or a login's run directory. */
export function socketFolderFor(
  home: string,
  account: Account | undefined,
  systemFolder: string,
): { folder: string; note?: string } {
  const near = join(home, 'socket')
  if (Buffer.byteLength(socketFile(near)) <= pathBytesMax) return { folder: near }
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  // /tmp is everyone's, so the name there carries the user and its owner is checked before use.
  const folder = account
    ? join(systemFolder, `socket-${name}`)
    : `/tmp/doorward-${process.getuid?.()}-${name}`
  return {
    folder,
    note: `PostgreSQL's socket lies in ${folder}, because the path of DATA_DIR is too long for one.`,
  }
}

/** Makes the folder and clears it of what a killed server left; only called while no server runs. */
export function clearSocketFolder(folder: string, account: Account | undefined): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 })
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // New, or of a DATA_DIR that was copied as root; what anybody else put there is refused.
  if (account && lstatSync(folder).uid === 0) lchownSync(folder, account.uid, account.gid)
  assertPrivate(folder, account)
  for (const file of [socketFile(folder), `${socketFile(folder)}.lock`]) rmSync(file, { force: true })
}

/** Refuses a folder that somebody else put where ours should be. */
function assertPrivate(folder: string, account: Account | undefined): void {
  const found = lstatSync(folder)
  const owner = account?.uid ?? process.getuid?.()
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new EmbeddedDatabaseError(
      `${folder}, where PostgreSQL's socket should lie, is not a private folder of its user; remove it or set DATA_DIR to a shorter path.`,
    )
  }
}

/**
 * Whether a server answers at the socket. A connection alone proves nothing: the kernel still accepts one for a
 * server that is being killed. So it is asked whether it speaks TLS, which it answers before any login.
 */
export function answers(folder: string): Promise<boolean> {
  return new Promise((settled) => {
    const socket = connect(socketFile(folder), () => socket.write(sslRequest))
    const settle = (answered: boolean) => {
      settled(answered)
      socket.destroy()
    }
    socket.once('data', () => settle(true)).once('close', () => settle(false))
    socket.once('error', () => settle(false)).setTimeout(answerMaxMs, () => settle(false))
  })
}
