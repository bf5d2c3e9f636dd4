import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { OutboundAllow } from '../http/outbound-allow.ts'
import type { Sites } from '../http/site.ts'
import type { Connection } from '../model/access/connection.ts'
import type { CheckStep, Identity } from '../model/access/identity.ts'
import type { Use } from '../storage/access/used-marks.ts'
import type { Database } from '../storage/database.ts'
import type { Site } from '../storage/sites.ts'

/** What the doors of directories work with. */
export interface DoorServices {
  readonly database: Database
  readonly sites: Sites
  readonly now: () => Date
  /** Where the server is reached; a site may have an address of its own (`siteUrlOf`). */
  readonly publicUrl: () => string
  readonly logger: FastifyBaseLogger
  /** What a provider's URL may lead to beside the public Internet. */
  readonly outboundAllow: OutboundAllow
}

/** A browser at a directory's door. */
export interface DoorVisit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly site: Site
  readonly isSecure: boolean
  readonly now: Date
}

/** What came back from a provider, with every check of the protocol passed. */
export interface Arrival {
  readonly connection: Connection
  readonly identity: Identity
  readonly steps: readonly CheckStep[]
  /** A path of the site where the person goes on; null: home. */
  readonly returnTo: string | null
  /** Of the connection when the login was opened: with another one by now, whoever was on the way begins anew. */
  readonly loginKey: Buffer
  /** The login and the assertion, which are used up first in the transaction that opens the session. */
  readonly uses: readonly Use[]
}

/** Why nobody came in, before it was known who came. */
export interface Refusal {
  readonly siteId: number
  readonly directoryId: number
  readonly method: 'saml' | 'oidc'
  readonly purpose: 'sign-in' | 'test'
  /** The first check that failed, and the ones before it. */
  readonly steps: readonly CheckStep[]
  /** As the provider named the person, where that could be read. */
  readonly said?: string
  /** A login that is used up by it. */
  readonly use?: Use
}
