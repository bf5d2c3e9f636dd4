import { homedir } from 'node:os'
import { resolve } from 'node:path'
import proxyAddr from '@fastify/proxy-addr'
import { parse as parseConnectionString } from 'pg-connection-string'
import { z } from 'zod'
import { readResolvers } from './http/dns-resolvers.ts'
import { nothingElse, type OutboundAllow, readOutboundAllow } from './http/outbound-allow.ts'
import {
  type MailInSettings,
  mailMbDefault,
  mailMbMax,
  readListenAt,
  readRelays,
} from './mail/in/settings.ts'
import { type MailSettings, readMailSettings } from './mail/settings.ts'
import { attachmentMbMax } from './model/desk/attachment.ts'
import { type TlsFiles, tlsProblems } from './tls-files.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Digits only: `Number` would read a space as 0, and take hexadecimal. */
function wholeNumber(max: number) {
  const rule = `must be a whole number from 0 to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((number) => number <= max, rule)
}

/** Adds the sentence of whatever the reader throws to the variable's problems. */
function readBy<T>(read: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return read(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })
}

const environment = z.object({
  PORT: wholeNumber(65_535).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be an address or a host name, such as 0.0.0.0')
    .default('127.0.0.1'),
  PUBLIC_URL: readBy(readPublicUrl).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: readBy(readDatabaseUrl).optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  TRUST_PROXY: readBy(readTrustProxy).default(false),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  SCIM_RATE_MAX: wholeNumber(1_000_000).default(500),
  BACKUP_KEEP: wholeNumber(1000).default(7),
  ATTACHMENT_MB_MAX: wholeNumber(attachmentMbMax)
    .refine((mb) => mb > 0, 'must be 1 or more')
    .default(1_000),
  DNS_RESOLVERS: readBy(readResolvers).default(['1.1.1.1', '8.8.8.8', '9.9.9.9']),
  SMTP_IN: readBy(readListenAt).optional(),
  SMTP_IN_MB_MAX: wholeNumber(mailMbMax)
    .refine((mb) => mb > 0, 'must be 1 or more')
    .default(mailMbDefault),
  SMTP_IN_RELAYS: readBy(readRelays).default([]),
  METRICS_TOKEN: z
    .string()
    .regex(
      /^[!-~]{24,200}$/,
      'must be 24 to 200 letters, digits and signs without blanks; openssl rand -hex 24 makes one',
    )
    .optional(),
  METRICS_DIRECTORIES: wholeNumber(10_000).default(200),
  OUTBOUND_ALLOW: readBy(readOutboundAllow).default(nothingElse),
})

export interface Config {
  readonly port: number
  readonly host: string
  /** Where identity providers and browsers reach this server; undefined: where it listens. See `publicUrlOf`. */
  readonly publicUrl: string | undefined
  readonly dataDir: string
  /** The owner's URL; undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined
  readonly logLevel: (typeof logLevels)[number]
  /** Whose forwarded headers count: nobody's, everybody's, or those of these addresses and networks. */
  readonly trustProxy: boolean | string
  readonly tls: TlsFiles | undefined
  /** Calls per second of one directory; 0: no ceiling. */
  readonly scimRateMax: number
  /** Of how many days nightly backups stay in DATA_DIR/backups; 0: none are made. */
  readonly backupsKept: number
  /** How large an attachment may be at most, in MB; a site may say less. */
  readonly attachmentMbMax: number
  /** Who is asked for the records that prove domains. */
  readonly dnsResolvers: readonly string[]
  /** What identity providers' URLs may lead to beside the public Internet. */
  readonly outboundAllow: OutboundAllow
  /** Who has it reads /metrics; undefined: nobody does, and nothing is counted. */
  readonly metricsToken: string | undefined
  /** How many directories are counted apart. */
  readonly metricsDirectoriesMax: number
  /** How large a mail that arrives may be, brought or fetched. */
  readonly mailBytesMax: number
  /** Where other servers bring mails; undefined: nowhere. */
  readonly mailIn: MailInSettings | undefined
  /** How mails leave; undefined: they are kept here and not sent. */
  readonly mail: MailSettings | undefined
}

/** What is wrong with which variable. */
type Problem = readonly [variable: string, rule: string]

/** The environment cannot be used; the message has one line for each bad variable. */
export class ConfigError extends Error {
  readonly variables: readonly string[]

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(([variable, rule]) => `  ${variable}: ${rule}`)
    super(`The environment is not usable:\n${lines.join('\n')}`)
    this.name = 'ConfigError'
    this.variables = problems.map(([variable]) => variable)
  }
}

/**
 * Reads the environment once. An empty variable counts as unset, because compose files write those.
 * @param options.readsKeys whether to look into the files of keys too; only the server needs to, and who runs a command
 *   may not be allowed to read them
 * @throws ConfigError naming every bad variable
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  { readsKeys = false } = {},
): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environment.safeParse(given)
  const problems: Problem[] = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => [path.join('.'), message])
  const { TLS_CERT: certFile, TLS_KEY: keyFile } = given
  const tls = certFile && keyFile ? { certFile, keyFile } : undefined
  if (!tls && (certFile || keyFile)) problems.push(['TLS_CERT, TLS_KEY', 'give both files or neither'])
  if (tls && readsKeys) problems.push(...tlsProblems(tls))
  const mail = readMailSettings(given, problems, { readsKeys })
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const { data } = parsed
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    publicUrl: data.PUBLIC_URL,
    dataDir: resolve(data.DATA_DIR.replace(/^~(?=\/|$)/, homedir())),
    databaseUrl: data.DATABASE_URL,
    logLevel: data.LOG_LEVEL,
    trustProxy: data.TRUST_PROXY,
    scimRateMax: data.SCIM_RATE_MAX,
    backupsKept: data.BACKUP_KEEP,
    attachmentMbMax: data.ATTACHMENT_MB_MAX,
    dnsResolvers: data.DNS_RESOLVERS,
    outboundAllow: data.OUTBOUND_ALLOW,
    metricsToken: data.METRICS_TOKEN,
    metricsDirectoriesMax: data.METRICS_DIRECTORIES,
    tls,
    mailBytesMax: data.SMTP_IN_MB_MAX * 1024 * 1024,
    mailIn: data.SMTP_IN && {
      ...data.SMTP_IN,
      bytesMax: data.SMTP_IN_MB_MAX * 1024 * 1024,
      relays: data.SMTP_IN_RELAYS,
    },
    mail,
  })
}

/**
 * Where people and identity providers reach the server. Without PUBLIC_URL that is where it listens, which is enough on
 * one machine.
 * @param port where it really listens, when PORT leaves that open
 */
export function publicUrlOf(
  { publicUrl, host, tls, ...config }: Pick<Config, 'publicUrl' | 'host' | 'port' | 'tls'>,
  port = config.port,
): string {
  if (publicUrl !== undefined) return publicUrl
  const isLocal = ['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'].includes(host)
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${name}:${port}`
}

/** Everything the server answers stands at the root of its host, and its links are made by appending to this. */
function readPublicUrl(text: string): string {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error('must be an http or https URL, such as https://help.example.com')
  }
  const surplus = [
    url.username !== '' || url.password !== '' ? 'user name and password' : '',
    url.pathname.replace(/\/+$/, '') !== '' ? `path ${url.pathname}` : '',
    url.href.includes('?') ? 'query' : '',
    url.href.includes('#') ? 'fragment' : '',
  ].filter((part) => part !== '')
  if (surplus.length > 0) {
    throw new Error(`must be scheme and host only, such as ${url.origin}; leave out: ${surplus.join(', ')}`)
  }
  return url.origin
}

function readDatabaseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new Error('must begin with postgres://, such as postgres://role:password@host:5432/database')
  }
  try {
    // The way the driver reads it, certificate files included.
    parseConnectionString(text)
  } catch (error) {
    const { code, path } = error as { code?: string; path?: string }
    if (path !== undefined) throw new Error(`it names the file ${path}, which cannot be read (${code})`)
    throw new Error(
      'is no URL such as postgres://role:password@host:5432/database; in a password %, @, :, / and # are written as %25, %40, %3A, %2F and %23',
    )
  }
  return text
}

function readTrustProxy(text: string): boolean | string {
  const list = text.trim()
  if (list === 'true' || list === 'false') return list === 'true'
  const proxies = list.split(',').map((proxy) => proxy.trim())
  for (const proxy of proxies) {
    try {
      // Fastify trusts nobody for a number of proxies, because that cannot be checked; here 1 would be an address.
      if (/^\d+$/.test(proxy)) throw new Error('a number')
      proxyAddr.compile(proxy)
    } catch {
      throw new Error(
        `"${proxy}" is no address or network; give those of your proxies, separated by commas, such as 127.0.0.1, 10.0.0.0/8 or loopback, or true to believe everybody`,
      )
    }
  }
  return proxies.join(',')
}
