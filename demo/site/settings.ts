// How a demonstration is configured: of the environment it takes what cannot lead anybody but its own machine to it.
import { ConfigError } from '../../src/config.ts'
import { isNameOfHere } from '../../src/demonstration.ts'

type Environment = Readonly<Record<string, string | undefined>>

const here = new Set(['127.0.0.1', 'localhost'])

const whyHere = 'its identity providers sign in whoever reaches them, so it is for this machine alone'

/** What is wrong with a variable of a demonstration; undefined: nothing. */
const rules: { readonly [variable: string]: (value: string) => string | undefined } = {
  HOST: (host) =>
    here.has(host) ? undefined : `must be left out or 127.0.0.1 for a demonstration: ${whyHere}`,
  PUBLIC_URL: (url) =>
    isNameOfHere(URL.parse(url.trim())?.host ?? '')
      ? undefined
      : `must be left out, or name localhost, for a demonstration: ${whyHere}`,
  TRUST_PROXY: (proxies) =>
    proxies.trim() === 'false' ? undefined : `must be left out: a demonstration answers behind no proxy`,
  TLS_CERT: () => 'must be left out: a demonstration speaks plain HTTP at localhost',
  TLS_KEY: () => 'must be left out: a demonstration speaks plain HTTP at localhost',
}

/** What sends mails out into the world, or lets it in; and any other name than `localhost`, where its people really are. */
const leftAside = /^(?:SMTP_\w+|MAIL_FROM|DKIM_\w+|OUTBOUND_ALLOW|DNS_RESOLVERS|PUBLIC_URL)$/

/** Where the demonstration's own services are, which no variable may say otherwise. */
export interface OwnServices {
  /** Host and port of each identity provider. */
  readonly providers: readonly string[]
  readonly resolvers: readonly string[]
  readonly mailPort: number
}

/** The variables that count for a demonstration. */
export function demonstrationVariables(env: Environment): Environment {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '')
  const problems = given.flatMap(([variable, value]) => {
    const problem = rules[variable]?.(value ?? '')
    return problem === undefined ? [] : [[variable, problem] as const]
  })
  if (problems.length > 0) throw new ConfigError(problems)
  return {
    DATA_DIR: './data-demo',
    BACKUP_KEEP: '0',
    ...Object.fromEntries(given.filter(([variable]) => !leftAside.test(variable))),
    HOST: '127.0.0.1',
  }
}

/** The same with the way to its own services: no mail leaves this machine, and nothing else is called. */
export function withOwnServices(variables: Environment, services: OwnServices): Environment {
  return {
    ...variables,
    OUTBOUND_ALLOW: services.providers.join(','),
    DNS_RESOLVERS: services.resolvers.join(','),
    SMTP_IN: `127.0.0.1:${services.mailPort}`,
  }
}
