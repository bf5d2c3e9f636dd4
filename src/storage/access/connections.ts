// How the people of a directory sign in through their own company.
import { randomBytes } from 'node:crypto'
import type {
  Connection,
  ConnectionMode,
  MatchAttribute,
  OidcSettings,
  OwnKey,
  Protocol,
  SamlSettings,
} from '../../model/access/connection.ts'
import type { SecondFactorOf } from '../../model/access/second-step.ts'
import type { Query, Write } from '../statement.ts'

/** As `connectionOf` reads it; `readConnection` makes a `Connection` of it. */
export interface ConnectionRow {
  readonly directoryId: number
  readonly protocol: Protocol
  readonly mode: ConnectionMode
  readonly matchBy: MatchAttribute
  readonly matchClaim: string | null
  readonly addressClaim: string | null
  readonly nameClaim: string | null
  readonly groupsClaim: string | null
  readonly justInTime: boolean
  readonly secondFactor: SecondFactorOf
  readonly issuer: string
  readonly saml: string | null
  readonly oidc: string | null
  readonly clientSecret: string | null
  readonly certificates: readonly string[]
  readonly ownKey: OwnKey | null
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Seals the logins that browsers keep while they are at the provider. */
  readonly loginKey: Buffer
}

const columns = `c.directory_id as "directoryId", c.protocol, c.mode, c.match_by as "matchBy", c.match_claim as "matchClaim",
  c.address_claim as "addressClaim", c.name_claim as "nameClaim", c.groups_claim as "groupsClaim",
  c.just_in_time as "justInTime", c.second_factor as "secondFactor", c.issuer, c.saml, c.oidc, c.client_secret as "clientSecret",
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.login_key as "loginKey",
  array(select x.pem from connection_certificates x where x.site_id = $1 and x.directory_id = c.directory_id
    order by x.added_at, x.certificate_id) as certificates,
  (select json_build_object('privateKey', k.private_key, 'certificate', k.certificate) from connection_keys k
    where k.site_id = $1 and k.directory_id = c.directory_id order by k.key_id desc limit 1) as "ownKey"`

/** A directory's connection with the provider's certificates and our own key; no row where there is none. */
export function connectionOf(siteId: number, directoryId: number): Query {
  return {
    name: 'connection-of',
    text: `select ${columns} from connections c where c.site_id = $1 and c.directory_id = $2`,
    values: [siteId, directoryId],
    isBrief: true,
  }
}

/** The same, locked, for whoever changes it. */
export function connectionForUpdate(siteId: number, directoryId: number): Query {
  return {
    name: 'connection-for-update',
    text: `select ${columns} from connections c where c.site_id = $1 and c.directory_id = $2 for update of c`,
    values: [siteId, directoryId],
  }
}

/** What a row of `connectionOf` says; undefined without one. */
export function readConnection(row: unknown): Connection | undefined {
  if (row === undefined) return undefined
  const {
    saml,
    oidc,
    clientSecret,
    certificates,
    createdAt: _,
    updatedAt: __,
    loginKey: ___,
    ...common
  } = row as ConnectionRow
  return common.protocol === 'saml'
    ? { ...common, protocol: 'saml', ...(JSON.parse(saml ?? '{}') as SamlSettings), certificates }
    : { ...common, protocol: 'oidc', ...(JSON.parse(oidc ?? '{}') as OidcSettings), clientSecret }
}

/** By which the connection in a row of `connectionOf` seals logins; it is no part of what anybody is shown. */
export const loginKeyIn = (row: unknown): Buffer => (row as ConnectionRow).loginKey

const samlOf = (one: Connection): string | null => {
  if (one.protocol !== 'saml') return null
  const { ssoUrl, signed, signsRequests, encrypted, idpInitiated } = one
  return JSON.stringify({ ssoUrl, signed, signsRequests, encrypted, idpInitiated } satisfies SamlSettings)
}

const oidcOf = (one: Connection): string | null => {
  if (one.protocol !== 'oidc') return null
  const { clientId, authentication, tenantId, scopes } = one
  return JSON.stringify({ clientId, authentication, tenantId, scopes } satisfies OidcSettings)
}

const written = (one: Connection, now: Date) => [
  one.protocol,
  one.mode,
  one.matchBy,
  one.matchClaim,
  one.addressClaim,
  one.nameClaim,
  one.groupsClaim,
  one.justInTime,
  one.issuer,
  samlOf(one),
  oidcOf(one),
  one.protocol === 'oidc' ? one.clientSecret : null,
  now,
  one.secondFactor,
]

/** Its certificates and its key are rows of their own. */
export function insertConnection(siteId: number, one: Connection, now: Date): Write {
  return {
    name: 'insert-connection',
    table: 'connections',
    text: `insert into connections (site_id, directory_id, protocol, mode, match_by, match_claim, address_claim, name_claim,
        groups_claim, just_in_time, issuer, saml, oidc, client_secret, updated_at, created_at, second_factor)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16)`,
    values: [siteId, one.directoryId, ...written(one, now)],
  }
}

export function updateConnection(siteId: number, one: Connection, now: Date): Write {
  return {
    name: 'update-connection',
    table: 'connections',
    text: `update connections set protocol = $3, mode = $4, match_by = $5, match_claim = $6, address_claim = $7,
        name_claim = $8, groups_claim = $9, just_in_time = $10, issuer = $11, saml = $12, oidc = $13, client_secret = $14,
        updated_at = $15, second_factor = $16
      where site_id = $1 and directory_id = $2`,
    values: [siteId, one.directoryId, ...written(one, now)],
  }
}

/** Its certificates and its key go with it. */
export function removeConnection(siteId: number, directoryId: number): Write {
  return {
    name: 'remove-connection',
    table: 'connections',
    text: 'delete from connections where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId],
  }
}

/** Another directory of the site whose provider has the same name. */
export interface SameIssuer {
  readonly name: string
  readonly oidc: string | null
  /** SHA-256 of each certificate's key, in hexadecimal. */
  readonly keys: readonly string[]
}

export function sameIssuer(siteId: number, directoryId: number, issuer: string): Query {
  return {
    name: 'same-issuer',
    text: `select d.name, c.oidc,
        array(select encode(x.key_fingerprint, 'hex') from connection_certificates x
          where x.site_id = $1 and x.directory_id = c.directory_id) as keys
      from connections c join directories d on d.site_id = $1 and d.directory_id = c.directory_id
      where c.site_id = $1 and c.issuer = $3 and c.directory_id <> $2 order by d.name_folded limit 100`,
    values: [siteId, directoryId, issuer],
  }
}

/** Ends what was opened through a directory's connection. */
export function endSessionsThrough(siteId: number, directoryId: number): Query {
  return {
    name: '',
    text: `with gone as (delete from customer_sessions where site_id = $1 and directory_id = $2 returning 1)
      select count(*)::int as ended from gone`,
    values: [siteId, directoryId],
  }
}

/** Ends what a directory's staff have open, by whatever door: their sessions do not say which. */
export function endSessionsOfManagedStaff(siteId: number, directoryId: number): Query {
  return {
    name: '',
    text: `with gone as (delete from staff_sessions s using staff p
        where s.site_id = $1 and p.site_id = $1 and p.directory_id = $2 and p.staff_id = s.staff_id returning 1)
      select count(*)::int as ended from gone`,
    values: [siteId, directoryId],
  }
}

/** Whoever of a directory's staff is between the two steps of a sign-in begins anew. */
export function endPendingOfManagedStaff(siteId: number, directoryId: number): Write {
  return {
    name: '',
    table: 'pending_sign_ins',
    text: `delete from pending_sign_ins s using staff p
      where s.site_id = $1 and p.site_id = $1 and p.directory_id = $2 and p.staff_id = s.staff_id`,
    values: [siteId, directoryId],
  }
}

/** Ends what a directory's people opened by other doors. */
export function endSessionsBeside(siteId: number, directoryId: number): Query {
  return {
    name: '',
    text: `with gone as (delete from customer_sessions s using customers c
        where s.site_id = $1 and s.directory_id is null
          and c.site_id = $1 and c.directory_id = $2 and c.customer_id = s.customer_id returning 1)
      select count(*)::int as ended from gone`,
    values: [siteId, directoryId],
  }
}

/** How people come in now; whoever changes that waits until they are in, and then ends what they opened. */
export interface PresentConnection {
  readonly mode: ConnectionMode
  readonly issuer: string
  readonly groupsClaim: string | null
  readonly secondFactor: SecondFactorOf
  readonly loginKey: Buffer
}

export function holdPresentConnection(siteId: number, directoryId: number): Query {
  return {
    name: 'hold-present-connection',
    text: `select mode, issuer, groups_claim as "groupsClaim", second_factor as "secondFactor",
        login_key as "loginKey" from connections
      where site_id = $1 and directory_id = $2 for share`,
    values: [siteId, directoryId],
  }
}

/** Answers the mode of before, where somebody could sign in by it or try it out. */
export function switchOffConnection(siteId: number, directoryId: number, now: Date): Query {
  return {
    name: 'switch-off-connection',
    text: `with found as (select mode from connections where site_id = $1 and directory_id = $2 and mode <> 'off' for update)
      update connections c set mode = 'off', updated_at = $3 from found
      where c.site_id = $1 and c.directory_id = $2 returning found.mode`,
    values: [siteId, directoryId, now],
  }
}

/** Whoever is at the provider just now begins anew: what their browsers keep opens by another key no more. */
export function endBegunLogins(siteId: number, directoryId: number): Write {
  return {
    name: 'end-begun-logins',
    table: 'connections',
    text: 'update connections set login_key = $3 where site_id = $1 and directory_id = $2',
    values: [siteId, directoryId, randomBytes(32)],
  }
}
