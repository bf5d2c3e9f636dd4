// PostgreSQL's settings. What privacy and safety need is fixed on the command line; the rest stands in a file
// that the person who runs the machine may overrule in postgresql.conf.
import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { handOver, type Place } from './place.ts'
import { port } from './socket.ts'

/** Lies in the data directory and is included by its postgresql.conf. */
export const confFile = 'doorward.conf'

/** The fixed settings as arguments of `postgres`. */
export function fixedSettings(place: Place, durable: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '',
    port,
    // A list: quoted, a folder's name may hold a comma.
    unix_socket_directories: `"${place.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    synchronous_commit: 'on',
    logging_collector: 'off',
    log_destination: 'stderr',
    // The text of an error, its detail and its statement can hold personal data, and the client gets them
    // anyway: the log keeps only what concerns the server as a whole.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_min_duration_statement: -1,
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Writes the file of adjustable settings, for this machine and this version of Doorward. */
export function writeAdjustableSettings(place: Place): void {
  const smallBytes = 2 * 1024 ** 3
  const settings = {
    max_connections: '100',
    shared_buffers: totalmem() < smallBytes ? '128MB' : '256MB',
    jit: 'off', // costs more than it gains on short statements
    min_wal_size: '80MB',
    max_wal_size: '1GB',
    autovacuum_naptime: '10s',
    autovacuum_analyze_scale_factor: '0.02',
    max_logical_replication_workers: '0',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  const heading =
    '# Written by Doorward at every start. Your own settings go to the end of postgresql.conf.\n'
  const draft = join(place.pgdata, `${confFile}.${randomBytes(4).toString('hex')}`)
  writeFileSync(draft, heading + lines.join(''), { flag: 'wx', mode: 0o600 })
  handOver(draft, place.account)
  renameSync(draft, join(place.pgdata, confFile))
}
