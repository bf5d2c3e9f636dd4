import type { Query, Write } from '../statement.ts'

/** Somebody of a customer's own IT who may set up a directory. */
export interface SetupLinkRow {
  readonly id: string
  readonly directoryId: number
  readonly name: string
  readonly address: string
  /** Who of the staff made it, under the present name; null at the command line. */
  readonly madeBy: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly openedAt: Date | null
  readonly lastSeenAt: Date | null
  readonly withdrawnAt: Date | null
}

const columns = `l.link_id as id, l.directory_id as "directoryId", l.name, l.address,
  (select s.name from staff s where s.site_id = $1 and s.staff_id = l.staff_id) as "madeBy",
  l.created_at as "createdAt", l.expires_at as "expiresAt", l.opened_at as "openedAt", l.last_seen_at as "lastSeenAt",
  l.withdrawn_at as "withdrawnAt"`

export function insertSetupLink(
  siteId: number,
  link: Pick<SetupLinkRow, 'id' | 'directoryId' | 'name' | 'address' | 'expiresAt'> & {
    readonly addressFolded: string
    readonly staffId: string | null
    readonly now: Date
  },
): Write {
  return {
    name: 'insert-setup-link',
    table: 'setup_links',
    text: `insert into setup_links (site_id, directory_id, link_id, name, address, address_folded, staff_id, created_at,
        expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      link.directoryId,
      link.id,
      link.name,
      link.address,
      link.addressFolded,
      link.staffId,
      link.now,
      link.expiresAt,
    ],
  }
}

/** A directory's links, the newest first. */
export function setupLinksOf(siteId: number, directoryId: number): Query {
  return {
    name: 'setup-links-of',
    text: `select ${columns} from setup_links l where l.site_id = $1 and l.directory_id = $2
      order by l.link_id desc limit 200`,
    values: [siteId, directoryId],
  }
}

export function setupLinkForUpdate(siteId: number, linkId: string): Query {
  return {
    name: 'setup-link-for-update',
    text: `select ${columns} from setup_links l where l.site_id = $1 and l.link_id = $2 for update of l`,
    values: [siteId, linkId],
  }
}

/** The link that was mailed now; one of an earlier mail works no more. */
export function setSetupSecret(siteId: number, linkId: string, secretHash: Buffer, expiresAt: Date): Write {
  return {
    name: 'set-setup-secret',
    table: 'setup_links',
    text: 'update setup_links set secret_hash = $3, expires_at = $4 where site_id = $1 and link_id = $2',
    values: [siteId, linkId, secretHash, expiresAt],
  }
}

/** It was opened, or came back: by whom is known by the mailbox. */
export function noteSetupVisit(siteId: number, linkId: string, now: Date): Write {
  return {
    name: 'note-setup-visit',
    table: 'setup_links',
    text: `update setup_links set opened_at = coalesce(opened_at, $3), last_seen_at = $3
      where site_id = $1 and link_id = $2`,
    values: [siteId, linkId, now],
  }
}

/** It opens nothing any more, and whoever is at the page is out. */
export function withdrawSetupLink(siteId: number, directoryId: number, linkId: string, now: Date): Write[] {
  return [
    {
      name: 'withdraw-setup-link',
      table: 'setup_links',
      text: `update setup_links set withdrawn_at = $4
        where site_id = $1 and directory_id = $2 and link_id = $3 and withdrawn_at is null`,
      values: [siteId, directoryId, linkId, now],
    },
    {
      name: 'end-setup-sessions-of',
      table: 'setup_sessions',
      text: 'delete from setup_sessions where site_id = $1 and directory_id = $2 and link_id = $3',
      values: [siteId, directoryId, linkId],
    },
  ]
}

/** Nobody sets up a directory that is disconnected. */
const isConnected = `not exists (select 1 from disconnections x
  where x.site_id = l.site_id and x.directory_id = l.directory_id)`

/** A link with the directory that it is for. */
export interface FoundSetupLink extends SetupLinkRow {
  readonly addressFolded: string
  readonly directory: string
}

/**
 * The link of this secret that was not withdrawn, whether or not its time is over.
 * @param lock of two who open it at once, one is the first
 */
export function setupLinkBySecret(siteId: number, secretHash: Buffer, lock: 'lock' | 'look'): Query {
  return {
    name: `setup-link-by-secret-${lock}`,
    text: `select ${columns}, l.address_folded as "addressFolded", d.name as directory
      from setup_links l join directories d on d.site_id = $1 and d.directory_id = l.directory_id
      where l.site_id = $1 and l.secret_hash = $2 and l.withdrawn_at is null and ${isConnected}
      ${lock === 'lock' ? 'for update of l' : ''}`,
    values: [siteId, secretHash],
  }
}

export function insertSetupSession(
  siteId: number,
  session: {
    readonly id: string
    readonly directoryId: number
    readonly linkId: string
    readonly secretHash: Buffer
    readonly now: Date
    readonly expiresAt: Date
    readonly ip: string | null
    readonly userAgent: string | null
  },
): Write {
  return {
    name: 'insert-setup-session',
    table: 'setup_sessions',
    text: `insert into setup_sessions (site_id, directory_id, session_id, link_id, secret_hash, created_at, expires_at,
        ip, user_agent)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      siteId,
      session.directoryId,
      session.id,
      session.linkId,
      session.secretHash,
      session.now,
      session.expiresAt,
      session.ip,
      session.userAgent,
    ],
  }
}

/** Who is at the set-up page. */
export interface FoundSetupSession {
  readonly id: string
  readonly linkId: string
  readonly directoryId: number
  readonly directory: string
  readonly name: string
  readonly expiresAt: Date
}

/** The session of this secret; none of a link that was withdrawn, nor of a directory that is disconnected. */
export function setupSessionBySecret(siteId: number, secretHash: Buffer, now: Date): Query {
  return {
    name: 'setup-session-by-secret',
    text: `select s.session_id as id, s.link_id as "linkId", s.directory_id as "directoryId", d.name as directory, l.name,
        s.expires_at as "expiresAt"
      from setup_sessions s
      join setup_links l on l.site_id = $1 and l.directory_id = s.directory_id and l.link_id = s.link_id
      join directories d on d.site_id = $1 and d.directory_id = s.directory_id
      where s.site_id = $1 and s.secret_hash = $2 and s.expires_at > $3 and l.withdrawn_at is null and ${isConnected}
      limit 1`,
    values: [siteId, secretHash, now],
  }
}

export function endSetupSession(siteId: number, directoryId: number, sessionId: string): Write {
  return {
    name: 'end-setup-session',
    table: 'setup_sessions',
    text: 'delete from setup_sessions where site_id = $1 and directory_id = $2 and session_id = $3',
    values: [siteId, directoryId, sessionId],
  }
}

/** Removes links that opened nothing since a moment, because they were withdrawn or nobody came: they name a person. */
export function forgetSetupLinks(siteId: number, before: Date): Query {
  return {
    name: '',
    text: `delete from setup_links where site_id = $1
      and (withdrawn_at < $2 or (opened_at is null and expires_at < $2))`,
    values: [siteId, before],
  }
}

/** Removes visits that are over. */
export function forgetSetupSessions(siteId: number, now: Date): Query {
  return {
    name: '',
    text: 'delete from setup_sessions where site_id = $1 and expires_at <= $2',
    values: [siteId, now],
  }
}
