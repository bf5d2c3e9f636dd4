// As whom PostgreSQL runs when we are root: it refuses to be root itself.
import { spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { EmbeddedDatabaseError } from './error.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
  readonly name: string
}

/** The uid and gid to spawn a program with; none unless we are root. */
export function identityOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

/** Whether this process is root and must therefore drop its rights for PostgreSQL. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The unprivileged account for a new database: the owner of DATA_DIR when that is not root, else an existing
 * `postgres` (`_postgres` on macOS) or `doorward`, else a new `doorward`.
 */
export async function unprivilegedAccount(dataDirOwner: number): Promise<Account> {
  const owner = dataDirOwner === 0 ? undefined : lookUp(String(dataDirOwner))
  const found = owner ?? lookUp('postgres') ?? lookUp('_postgres') ?? lookUp('doorward')
  return found ?? (await createAccount())
}

/** Whether the account may enter the directory; asked of the system, because modes are not all there is (ACLs, NFS). */
export function canEnter(account: Account, directory: string): boolean {
  const enter = ['-c', 'cd -- "$1"', 'sh', directory]
  const tried = spawnSync('/bin/sh', enter, { ...identityOf(account), cwd: '/', stdio: 'ignore' })
  if (tried.error) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL does not run as root, and this process may not become the user ${account.name} for it (${tried.error.message}). Start Doorward as an ordinary user, or set DATABASE_URL.`,
    )
  }
  return tried.status === 0
}

function lookUp(nameOrUid: string): Account | undefined {
  const ask = (what: string) => spawnSync('id', [what, nameOrUid], { encoding: 'utf8' })
  const [uid, gid, name] = [ask('-u'), ask('-g'), ask('-un')]
  if (uid.status !== 0 || gid.status !== 0 || Number(uid.stdout) === 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout), name: name.stdout.trim() }
}

async function createAccount(): Promise<Account> {
  let reason = ''
  // Several processes may try at once: one of them wins, the others then find the account.
  for (let attempt = 0; attempt < 10; attempt++) {
    const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin']
    const made = spawnSync('useradd', ['--system', '--user-group', ...home, 'doorward'], { encoding: 'utf8' })
    const account = lookUp('doorward')
    if (account) return account
    reason = made.error?.message ?? made.stderr.trim()
    await pause(200)
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL does not run as root, and no unprivileged user could be made for it (${reason}). Create one with "useradd --system doorward", or start Doorward as an ordinary user, or set DATABASE_URL.`,
  )
}
