import { conflict, DoorwardError, invalid, notFound } from '../model/errors.ts'
import type { Audience } from '../model/identity/audience.ts'
import { requirePreset } from '../model/identity/dialect-settings.ts'
import { foldName } from '../model/identity/organization.ts'
import { idFromRandom, idOf, keyOf } from '../model/ids.ts'
import { requireName } from '../model/required-name.ts'
import { grants } from '../model/subscription.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import { type Total, totalOf } from '../storage/counters.ts'
import { type Database, type Transaction, violatedConstraint } from '../storage/database.ts'
import {
  type Directory,
  type DirectoryState,
  directoryById,
  directoryByName,
  insertDirectory,
  listDirectories,
} from '../storage/identity/directories.ts'
import { type DomainRow, listDomains } from '../storage/identity/domains.ts'
import { type ExchangeRow, listExchanges } from '../storage/identity/exchanges.ts'
import { addSource, insertOrganization } from '../storage/identity/organizations.ts'
import { listTokens, type TokenRow } from '../storage/identity/tokens.ts'
import { newId } from '../storage/new-id.ts'
import { type Site, siteForUpdate } from '../storage/sites.ts'
import { declareIn, requireDomain } from './domains.ts'
import { randomBits } from './random.ts'
import { severalOf } from './sites.ts'
import { issueToken } from './tokens.ts'

export interface NewDirectory {
  readonly name: string
  /** Whom it brings; this never changes. */
  readonly audience?: Audience
  readonly rehearsal: boolean
  /** The organization that everybody of this directory belongs to. */
  readonly home: string | undefined
  /** Domains that the administrator declares to be this company's. */
  readonly domains: readonly string[]
  /** The identity provider's preset; `auto` when it is to be recognised. */
  readonly preset: string
}

export interface CreatedDirectory {
  readonly directory: Directory
  /** Shown once. */
  readonly token: string
}

/** Makes a directory with its first token; live, unless it is to begin with a rehearsal. */
export async function createDirectory(
  database: Database,
  site: Site,
  wanted: NewDirectory,
  context: AuditContext,
): Promise<CreatedDirectory> {
  const name = requireName('name', wanted.name)
  const home = wanted.home === undefined ? undefined : requireName('home', wanted.home)
  const domains = wanted.domains.map((domain) => requireDomain(domain))
  const preset = requirePreset(wanted.preset)
  const { audience = 'customers' } = wanted
  if (audience === 'staff' && home !== undefined) {
    throw invalid('home', 'is for customers: staff belong to no organization.')
  }
  const directoryId = idFromRandom(randomBits())
  const state: DirectoryState = wanted.rehearsal ? 'rehearsal' : 'live'
  const { now } = context
  try {
    const token = await database.inSite(site.id, async (tx) => {
      // Locked, so that a lapse just now either finds the new directory or is seen by it.
      const [locked] = await tx.read<Site>(siteForUpdate(site.id))
      if (!locked) throw notFound(`The site ${site.slug}`, 'site')
      const mayGrant = grants(locked)
      tx.write(
        insertDirectory(site.id, {
          directoryId,
          name,
          nameFolded: foldName(name),
          audience,
          state,
          now,
          mayGrant,
          preset,
        }),
      )
      await declareIn(tx, directoryId, domains, now)
      if (home !== undefined) makeHome(tx, directoryId, home, now)
      audit(
        tx,
        { ...context, directoryId },
        {
          action: 'directory.created',
          subjectKind: 'directory',
          subject: keyOf(directoryId),
          details: { name, audience, state, domains, home: home ?? null, preset },
        },
      )
      return issueToken(tx, directoryId, { label: 'first token', expiresAt: null }, context).token
    })
    const liveSince = state === 'live' ? now : null
    const unseen = {
      peopleMax: null,
      codeDoor: false,
      client: null,
      clientFirstSeenAt: null,
      clientLastSeenAt: null,
      guestsSince: null,
    }
    const directory: Directory = {
      directoryId,
      name,
      audience,
      state,
      liveSince,
      createdAt: now,
      preset,
      overrides: '{}',
      ...unseen,
    }
    return { directory, token }
  } catch (error) {
    const constraint = violatedConstraint(error)
    if (constraint === 'directories_site_id_name_folded_key') {
      throw conflict(`name: this site has a directory ${name} already.`, 'name')
    }
    if (constraint === 'organizations_name') {
      throw conflict(
        `home: this site has an organization ${home} already, and a directory may not simply fill it. Choose another name.`,
        'home',
      )
    }
    throw error
  }
}

/** A home organization is new by rule: one that exists may have requests that the directory's people must not read. */
function makeHome(tx: Transaction, directoryId: number, name: string, now: Date): void {
  const organizationId = newId()
  const origin = { createdByDirectoryId: directoryId, createdByGroupId: null }
  tx.write(insertOrganization(tx.siteId, { organizationId, name, ...origin, now }))
  tx.write(addSource(tx.siteId, { organizationId, kind: 'home', directoryId, groupId: null, now }))
}

export async function directoriesOf(database: Database, site: Site): Promise<Directory[]> {
  const [rows = []] = await database.readInSite(site.id, [listDirectories(site.id)])
  return rows as Directory[]
}

/** Finds a directory by its key, or by its name without regard to case. */
export async function findDirectory(database: Database, site: Site, keyOrName: string): Promise<Directory> {
  const id = idOf(keyOrName)
  const queries = [directoryByName(site.id, foldName(keyOrName.trim()))]
  if (id !== undefined) queries.unshift(directoryById(site.id, id))
  const found = (await database.readInSite(site.id, queries)).flat() as Directory[]
  const [directory] = found
  if (!directory) throw notFound(`The directory ${keyOrName} of the site ${site.slug}`, 'directory')
  return directory
}

/** The directory that is meant: the one that is named, else the site's only one. */
export async function chooseDirectory(
  database: Database,
  site: Site,
  keyOrName: string | undefined,
): Promise<Directory> {
  if (keyOrName !== undefined) return findDirectory(database, site, keyOrName)
  const [directory, ...others] = await directoriesOf(database, site)
  if (!directory) {
    throw new DoorwardError(
      'not-found',
      `The site ${site.slug} has no directory yet. Make one: directory create --site ${site.slug} --name Globex`,
      'directory',
    )
  }
  if (others.length > 0) throw invalid('directory', severalOf([directory, ...others].map(({ name }) => name)))
  return directory
}

/** How much is in a directory's mirror, and when its identity provider last called. */
export interface DirectoryStatus {
  readonly users: number
  readonly activeUsers: number
  readonly groups: number
  readonly domains: readonly Pick<DomainRow, 'domain' | 'authority'>[]
  readonly tokens: readonly TokenRow[]
  readonly lastExchangeAt: Date | null
}

export async function directoryStatus(
  database: Database,
  siteId: number,
  directoryId: number,
): Promise<DirectoryStatus> {
  const [users, activeUsers, groups, domains, tokens, exchanges] = (await database.readInDirectory(
    siteId,
    directoryId,
    [
      totalOf(siteId, directoryId, 'users'),
      totalOf(siteId, directoryId, 'active-users'),
      totalOf(siteId, directoryId, 'groups'),
      listDomains(siteId, directoryId),
      listTokens(siteId, directoryId),
      listExchanges(siteId, directoryId, { limit: 1 }),
    ],
  )) as [Total[], Total[], Total[], DomainRow[], TokenRow[], ExchangeRow[]]
  return {
    users: users[0]?.total ?? 0,
    activeUsers: activeUsers[0]?.total ?? 0,
    groups: groups[0]?.total ?? 0,
    domains: domains.map(({ domain, authority }) => ({ domain, authority })),
    tokens,
    lastExchangeAt: exchanges[0]?.at ?? null,
  }
}
