import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { domainOf, isAddress, isDomain } from '../model/identity/email-address.ts'

/** How mails leave this server. */
export interface MailSettings {
  readonly host: string
  readonly port: number
  /**
   * `implicit`: the connection begins with TLS, as at port 465. `required`: it changes to TLS before anything is said, or
   * nothing is. `off`: nothing is encrypted, which is for a mail server on this machine.
   */
  readonly tls: 'implicit' | 'required' | 'off'
  readonly user: string | undefined
  readonly password: string | undefined
  /** Undefined: the name of the site that writes. */
  readonly fromName: string | undefined
  readonly fromAddress: string
  readonly dkim: DkimSettings | undefined
}

interface DkimSettings {
  readonly domain: string
  readonly selector: string
  readonly keyFile: string
}

const tlsModes = ['implicit', 'required', 'off'] as const

/** Each variable of its own; whether they fit together is asked afterwards. */
const environment = z.object({
  SMTP_URL: z.string().optional(),
  SMTP_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an address, such as smtp.example.com')
    .optional(),
  SMTP_PORT: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a port, such as 587')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port, such as 587')
    .optional(),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_TLS: z.enum(tlsModes, `must be one of ${tlsModes.join(', ')}`).optional(),
  MAIL_FROM: z.string().optional(),
  DKIM_DOMAIN: z
    .string()
    .transform((text) => text.toLowerCase())
    .refine(isDomain, 'must be a domain, such as example.com')
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i, 'must be letters, digits and hyphens, such as doorward')
    .optional(),
  DKIM_KEY_FILE: z.string().optional(),
})

type MailVariables = z.output<typeof environment>
type Problem = readonly [variable: string, rule: string]

const implicitPort = 465
const submissionPort = 587

/**
 * How mails leave, as the environment says; undefined when it says nothing of a mail server.
 * @param options.readsKeys whether to look into the key file too, which who runs a command may not be allowed to read
 * @param problems gets what is wrong with which variable
 */
export function readMailSettings(
  env: { readonly [variable: string]: string | undefined },
  problems: Problem[],
  { readsKeys }: { readsKeys: boolean },
): MailSettings | undefined {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map(({ path, message }) => [path.join('.'), message] as const))
    return undefined
  }
  const given = parsed.data
  const url = readUrl(given, problems)
  const host = url?.host ?? given.SMTP_HOST
  if (host === undefined) {
    const others = Object.keys(given)
    // What is said of mails without a server to give them to is a mistake, and not a wish to keep them here.
    if (others.length > 0 && given.SMTP_URL === undefined) {
      problems.push(['SMTP_HOST', `must be set too, or leave out ${others.join(', ')}`])
    }
    return undefined
  }
  const port = url?.port ?? given.SMTP_PORT
  const tls = given.SMTP_TLS ?? (url?.isSecure || port === implicitPort ? 'implicit' : 'required')
  const user = url?.user ?? given.SMTP_USER
  const password = url?.password ?? given.SMTP_PASSWORD
  if ((user === undefined) !== (password === undefined)) {
    problems.push(['SMTP_USER, SMTP_PASSWORD', 'give both or neither'])
  }
  const from = readFrom(given.MAIL_FROM, problems)
  const dkim = readDkim(given, from?.fromAddress, problems, readsKeys)
  return (
    from && {
      host,
      port: port ?? (tls === 'implicit' ? implicitPort : submissionPort),
      tls,
      user,
      password,
      ...from,
      dkim,
    }
  )
}

function readUrl(given: MailVariables, problems: Problem[]) {
  const text = given.SMTP_URL
  if (text === undefined) return undefined
  const also = (['SMTP_HOST', 'SMTP_PORT', 'SMTP_USER', 'SMTP_PASSWORD'] as const).filter(
    (name) => given[name] !== undefined,
  )
  if (also.length > 0)
    problems.push(['SMTP_URL', `says the same as ${also.join(', ')}: give one or the other`])
  const url = URL.parse(text.trim())
  const isPlain = url && !/[?#]/.test(url.href) && ['', '/'].includes(url.pathname)
  // What is wrong is not quoted: it may be the password.
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || !isPlain) {
    problems.push([
      'SMTP_URL',
      'must be such as smtp://user:password@smtp.example.com:587 or smtps://…; in a password %, @, :, / and # are written as %25, %40, %3A, %2F and %23',
    ])
    return undefined
  }
  const decoded = (part: string) => (part === '' ? undefined : decodeURIComponent(part))
  try {
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? undefined : Number(url.port),
      isSecure: url.protocol === 'smtps:',
      user: decoded(url.username),
      password: decoded(url.password),
    }
  } catch {
    problems.push(['SMTP_URL', 'in user and password % is written as %25'])
    return undefined
  }
}

/** `help@example.com`, or with a name before it: `Acme Help <help@example.com>`. */
function readFrom(text: string | undefined, problems: Problem[]) {
  const given = (text ?? '').trim()
  const [, name, bracketed] = /^"?([^"<>\p{Cc}]*?)"?\s*<([^<>]+)>$/u.exec(given) ?? []
  const fromAddress = (bracketed ?? given).trim()
  if (!isAddress(fromAddress) || !isDomain(domainOf(fromAddress))) {
    const rule =
      'must be the address that mails come from, such as help@example.com or Acme Help <help@example.com>'
    problems.push(['MAIL_FROM', rule])
    return undefined
  }
  return { fromName: name || undefined, fromAddress }
}

function readDkim(
  { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile }: MailVariables,
  fromAddress: string | undefined,
  problems: Problem[],
  readsKeys: boolean,
): DkimSettings | undefined {
  if (domain === undefined && selector === undefined && keyFile === undefined) return undefined
  if (domain === undefined || selector === undefined || keyFile === undefined) {
    problems.push(['DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE', 'give all three or none'])
    return undefined
  }
  const from = fromAddress && domainOf(fromAddress)
  if (from && from !== domain && !from.endsWith(`.${domain}`)) {
    problems.push(['DKIM_DOMAIN', `must be the domain of MAIL_FROM, ${from}, or one that it is part of`])
  }
  if (readsKeys) {
    const problem = keyProblem(keyFile)
    if (problem) problems.push(['DKIM_KEY_FILE', problem])
  }
  return { domain, selector, keyFile }
}

const keyBitsMin = 1024

function keyProblem(file: string): string | undefined {
  try {
    const key = createPrivateKey(readFileSync(file))
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    return key.asymmetricKeyType === 'rsa' && bits >= keyBitsMin
      ? undefined
      : `${file} must hold an RSA key of ${keyBitsMin} bits or more`
  } catch (error) {
    const { code } = error as { code?: string }
    const reason = code?.startsWith('ERR_')
      ? 'holds no private key in PEM form without a passphrase'
      : `cannot be read (${code})`
    return `${file} ${reason}`
  }
}
