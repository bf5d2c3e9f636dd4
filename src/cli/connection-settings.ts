// The options of `connection set`.
import { type Command, Option } from 'commander'
import type { ConnectionChange } from '../admin/connection-wanted.ts'
import {
  clientAuthentications,
  matchAttributes,
  type Protocol,
  protocols,
  signedParts,
} from '../model/access/connection.ts'
import { secondFactorsOf } from '../model/access/second-step.ts'
import { invalid } from '../model/errors.ts'
import { readFile } from './connection-context.ts'

export interface SettingOptions {
  readonly protocol?: string
  readonly issuer?: string
  readonly ssoUrl?: string
  readonly certificate?: readonly string[]
  readonly signed?: string
  readonly signRequests?: string
  readonly encrypted?: string
  readonly idpInitiated?: string
  readonly clientId?: string
  readonly clientSecretFile?: string
  readonly authentication?: string
  readonly scopes?: string
  readonly matchBy?: string
  readonly matchClaim?: string
  readonly addressClaim?: string
  readonly nameClaim?: string
  readonly groupsClaim?: string
  readonly justInTime?: string
  readonly secondFactor?: string
  readonly sharedWith?: string
}

const yesNo = ['yes', 'no'] as const
const choice = (flags: string, says: string, values: readonly string[]) =>
  new Option(flags, says).choices([...values])

export function addSettingOptions(command: Command): Command {
  return command
    .addOption(choice('--protocol <protocol>', 'at the first time', protocols))
    .option('--issuer <name>', "SAML: the provider's entity id; OIDC: its issuer")
    .option('--sso-url <url>', 'SAML: where people are sent')
    .option('--certificate <file>', 'SAML, at the first time: a certificate of the provider, as PEM', collect)
    .addOption(choice('--signed <part>', 'SAML: what the provider signs', signedParts))
    .addOption(choice('--sign-requests <yes or no>', 'SAML: whether ours are signed', yesNo))
    .addOption(choice('--encrypted <yes or no>', 'SAML: whether assertions must come encrypted', yesNo))
    .addOption(choice('--idp-initiated <yes or no>', 'SAML: whether the provider may begin a sign-in', yesNo))
    .option('--client-id <id>', 'OIDC')
    .option('--client-secret-file <file>', 'OIDC: a file with the secret; - reads it from the standard input')
    .addOption(choice('--authentication <way>', 'OIDC: how we show who we are', clientAuthentications))
    .option('--scopes <list>', 'OIDC, separated by spaces')
    .addOption(
      choice(
        '--match-by <attribute>',
        'which attribute of a directory user names who signs in',
        matchAttributes,
      ),
    )
    .option('--match-claim <name>', 'the claim that has its value; empty: NameID, or sub')
    .option(
      '--address-claim <name>',
      'where the address of somebody stands whom a sign-in makes; empty: the usual place',
    )
    .option('--name-claim <name>', 'the same for the name')
    .option('--groups-claim <name>', 'the same for groups')
    .addOption(
      choice('--just-in-time <yes or no>', 'whether a sign-in makes people who are not here yet', yesNo),
    )
    .addOption(
      choice(
        '--second-factor <who>',
        'of a directory of staff, who shows the second factor that they have here as well',
        secondFactorsOf,
      ),
    )
    .option('--shared-with <directory>', 'confirms that another directory has the same provider')
}

const collect = (one: string, before: readonly string[] = []) => [...before, one]

interface Settings {
  readonly protocol: Protocol | undefined
  readonly sharedWith: string | undefined
  readonly certificates: readonly string[]
  readonly settings: ConnectionChange
}

/** What was given, as the admin functions take it; the choices were looked at by their options. */
export function settingsOf(options: SettingOptions): Settings {
  const yes = (value: string | undefined) => (value === undefined ? undefined : value === 'yes')
  const claim = (value: string | undefined) => (value === '' ? null : value)
  const given = {
    issuer: options.issuer,
    ssoUrl: options.ssoUrl,
    signed: options.signed,
    signsRequests: yes(options.signRequests),
    encrypted: yes(options.encrypted),
    idpInitiated: yes(options.idpInitiated),
    clientId: options.clientId,
    clientSecret: secretOf(options.clientSecretFile),
    authentication: options.authentication,
    scopes: options.scopes?.split(/\s+/).filter((one) => one !== ''),
    matchBy: options.matchBy,
    matchClaim: claim(options.matchClaim),
    addressClaim: claim(options.addressClaim),
    nameClaim: claim(options.nameClaim),
    groupsClaim: claim(options.groupsClaim),
    justInTime: yes(options.justInTime),
    secondFactor: options.secondFactor,
  }
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return {
    protocol: options.protocol as Protocol | undefined,
    sharedWith: options.sharedWith,
    certificates: (options.certificate ?? []).map((file) => readFile('certificate', file)),
    settings,
  }
}

/** Never an argument: those are seen by everybody on the machine, and kept in histories. */
function secretOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  const secret = readFile('client-secret-file', file).trim()
  if (secret === '') throw invalid('client-secret-file', 'is empty.')
  return secret
}
