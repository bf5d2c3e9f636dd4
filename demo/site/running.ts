// The demonstration beside the running server: made at the first start, kept up at each later one, made anew when somebody asks.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { removeDueSites } from '../../src/admin/site-deletion.ts'
import { issueLink, linkUrl, startLinks } from '../../src/admin/staff-links.ts'
import type { App } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import { conflict } from '../../src/model/errors.ts'
import { siteOfSecret } from '../../src/model/ids.ts'
import type { AuditContext } from '../../src/storage/audit.ts'
import { claimDataDir } from '../../src/storage/embedded/place.ts'
import { lookAtSites } from '../../src/storage/site/first-look.ts'
import { setDeletionDue } from '../../src/storage/site/removal.ts'
import type { Size } from './companies.ts'
import { seed } from './seed.ts'
import type { Stage } from './stage.ts'
import { type DemonstrationState, writeState } from './state.ts'

/** A one-time link by which somebody becomes the owner. */
export interface OwnerLink {
  readonly url: string
  readonly expiresAt: Date
}

/** The server writes its log of calls within a quarter of a second. */
const logWrittenMs = 500

const byStart = (now: Date): AuditContext => ({ actor: { kind: 'system', name: 'start' }, now })

/** How far a new beginning is, for whoever has asked for it. */
export interface Renewal {
  readonly watch: string
  state: 'making' | 'ready' | 'failed'
  step: string
  link: string | null
}

export class Running {
  readonly stage: Stage
  readonly config: Config
  readonly #say: (line: string) => void
  readonly #size: Size
  readonly #known: DemonstrationState | undefined
  #kept: Pick<DemonstrationState, 'siteId' | 'ownerId' | 'isWhole'>
  #app: App | undefined
  #hasSite = false
  #turn: Promise<unknown> = Promise.resolve()
  renewal: Renewal | undefined

  /**
   * @param options.say says how far it is when it is made
   * @param known what an earlier start has kept
   */
  constructor(
    config: Config,
    stage: Stage,
    { say, size }: { readonly say: (line: string) => void; readonly size: Size },
    known: DemonstrationState | undefined,
  ) {
    this.config = config
    this.stage = stage
    this.#say = say
    this.#size = size
    this.#known = known
    this.#kept = known ?? { siteId: null, ownerId: null, isWhole: false }
  }

  /**
   * Before anything of the database is touched.
   * @throws DoorwardError 'conflict' when it holds a site that is not the demonstration's own
   */
  async requireOwn(ownerUrl: string): Promise<void> {
    const { sites, isBegun } = await lookAtSites(ownerUrl)
    const others = sites.filter(({ id }) => id !== this.#kept.siteId)
    // Somebody may have deleted it, or emptied the database: then it is made anew.
    this.#hasSite = sites.length > others.length
    const what = this.config.databaseUrl === undefined ? 'DATA_DIR' : 'DATABASE_URL'
    // Another server may be running on it, which answers everybody: it would serve the demonstration's site to the network.
    if (isBegun && !this.#known) {
      throw conflict(
        `${what} belongs to a server that waits for its owner. Name another ${what}, or leave it out: then it is ./data-demo.`,
        what,
      )
    }
    if (others.length === 0) return
    throw conflict(
      `${what} holds ${others.length === 1 ? 'a site' : 'sites'} (${others.map(({ slug }) => slug).join(', ')}) that the demonstration has not made, and it shares with nobody. Name another ${what}, or leave it out: then it is ./data-demo.`,
      what,
    )
  }

  /** Once the server listens: makes everything at the first start, and goes on where it was at a later one. */
  async begin(app: App): Promise<OwnerLink> {
    this.#app = app
    const { port } = app.server.server.address() as { port: number }
    // Not the public name: whatever that is, this is this machine.
    this.stage.origin = `http://localhost:${port}`
    if (this.#kept.isWhole && this.#hasSite && this.#known) this.stage.resume(this.#known)
    else {
      if (this.#kept.siteId !== null && this.#hasSite) {
        this.#say('The demonstration was not finished when it was made last: it is made anew.')
        await this.#removeSite(app, this.#kept.siteId)
      }
      await this.#seed(app)
    }
    return this.#ownerLink(app)
  }

  async #seed(app: App): Promise<void> {
    const begun = Date.now()
    // Before there is a link: an interrupted start knows that it was its own.
    this.keep()
    const [start] = await startLinks(app.database, this.stage.origin, byStart(new Date()))
    const startLink = start?.url.split('/').at(-1) ?? ''
    // Before there is a site: an interrupted start finds what it has begun.
    this.#kept = { siteId: siteOfSecret('link', startLink) ?? null, ownerId: null, isWhole: false }
    this.keep()
    const say = (step: string) => {
      if (this.renewal) this.renewal.step = step
      this.#say(`Making the demonstration: ${step} …`)
    }
    const ownerId = await seed({ stage: this.stage, size: this.#size, startLink, say })
    this.#kept = { ...this.#kept, ownerId, isWhole: true }
    this.keep()
    this.#say(`The demonstration was made in ${((Date.now() - begun) / 1000).toFixed(1)} s.`)
  }

  async #ownerLink(app: App): Promise<OwnerLink> {
    const { siteId, ownerId } = this.#kept
    if (siteId === null || ownerId === null) throw new Error('the demonstration has no owner')
    const link = await app.database.inSite(siteId, async (tx) =>
      issueLink(tx, 'reset', ownerId, byStart(new Date())),
    )
    return { url: linkUrl(app.publicUrl(), 'reset', link), expiresAt: link.expiresAt }
  }

  /** Everything of the site, by the server's own way to delete one; only without its week. */
  async #removeSite(app: App, siteId: number): Promise<void> {
    await pause(logWrittenMs)
    const now = new Date()
    await app.database.inSite(siteId, async (tx) => tx.write(setDeletionDue(siteId, now)))
    await removeDueSites(app.database, app.attachmentFiles, now)
  }

  /**
   * One thing happens at a time.
   * @throws DoorwardError 'conflict' while everything is made anew: what somebody wanted of the old one is nothing for the new one
   */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#requireMade()
    return this.#next(work)
  }

  #requireMade(): void {
    if (this.renewal?.state === 'making') throw conflict('The demonstration is just being made anew.')
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Begins anew, in the background; whoever has `watch` may read how far it is. */
  renew(): Renewal {
    const app = this.#app
    if (!app) throw conflict('The demonstration is just being made.')
    this.#requireMade()
    const renewal: Renewal = {
      watch: randomBytes(24).toString('base64url'),
      state: 'making',
      step: '',
      link: null,
    }
    this.renewal = renewal
    void this.#next(async () => {
      try {
        // Before anything goes: a start after an interruption finds that this is no whole demonstration any more.
        this.#kept = { ...this.#kept, isWhole: false }
        this.keep()
        if (this.#kept.siteId !== null) await this.#removeSite(app, this.#kept.siteId)
        this.stage.empty()
        await this.#seed(app)
        const { url } = await this.#ownerLink(app)
        Object.assign(renewal, { state: 'ready', link: new URL(url).pathname })
      } catch (error) {
        renewal.state = 'failed'
        this.#say(`The demonstration could not be made anew: ${(error as Error).message}`)
      }
    })
    return renewal
  }

  keep(): void {
    const { dataDir } = this.config
    claimDataDir(dataDir)
    writeState(dataDir, { format: 1, ...this.#kept, mailPort: this.stage.mailPort, ...this.stage.toJson() })
  }

  async close(): Promise<void> {
    await this.#turn
    await this.stage.close()
  }
}
