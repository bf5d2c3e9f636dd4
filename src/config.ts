import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const environment = z.object({
  PORT: z.coerce.number('must be a number').int('must be whole').min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL, such as https://help.example.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  TRUST_PROXY: z.string().min(1).optional(),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  BACKUP_KEEP: z.coerce.number('must be a number').int('must be whole').min(0).max(1000).default(7),
})

export interface Config {
  readonly port: number
  readonly host: string
  /** Where identity providers and browsers reach this server; undefined: where it listens. */
  readonly publicUrl: string | undefined
  readonly dataDir: string
  /** The owner's URL; undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined
  readonly logLevel: (typeof logLevels)[number]
  /** Addresses or networks of proxies whose forwarded headers count, separated by commas. */
  readonly trustProxy: string | undefined
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  /** How many nightly backups stay in DATA_DIR/backups; 0: none are made. */
  readonly backupsKept: number
}

/**
 * Reads the environment once. An empty variable counts as unset, because compose files write those.
 * @throws Error with one line per bad variable
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(given)
  const lines = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if ((given.TLS_CERT === undefined) !== (given.TLS_KEY === undefined)) {
    lines.push('TLS_CERT, TLS_KEY: give both files or neither')
  }
  if (!parsed.success || lines.length > 0) {
    throw new Error(`The environment is not usable:\n${lines.map((line) => `  ${line}`).join('\n')}`)
  }
  const { data } = parsed
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    publicUrl: data.PUBLIC_URL,
    dataDir: resolve(data.DATA_DIR.replace(/^~(?=\/|$)/, homedir())),
    databaseUrl: data.DATABASE_URL,
    logLevel: data.LOG_LEVEL,
    trustProxy: data.TRUST_PROXY,
    backupsKept: data.BACKUP_KEEP,
    tls: data.TLS_CERT && data.TLS_KEY ? { certFile: data.TLS_CERT, keyFile: data.TLS_KEY } : undefined,
  })
}
