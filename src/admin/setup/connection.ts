// How a directory's people sign in, set by the customer's own IT: at once until the directory goes live; from then on whose word
// is believed is proposed.
import type { Call } from '../../http/contract-call.ts'
import { isAnotherProvider, needSays, needsOf } from '../../model/access/connection-rules.ts'
import { judgeSetupChange, opens, type ProposedCertificate } from '../../model/access/setup-proposal.ts'
import { conflict, DoorwardError, invalid, notFound } from '../../model/errors.ts'
import { keyOf } from '../../model/ids.ts'
import type { Transaction } from '../../storage/database.ts'
import type { Directory } from '../../storage/identity/directories.ts'
import { given, keyView, metadataView, oursOf, viewOf } from '../api/connections.ts'
import { type ReadCertificate, readCertificate } from '../certificate.ts'
import { addOne, makeKey, removeOne, requireTaken } from '../connection-certificates.ts'
import { readStored, type StoredConnection } from '../connection-hold.ts'
import { seeMetadata } from '../connection-metadata.ts'
import { type ConnectionChange, changed, newConnection } from '../connection-wanted.ts'
import { changeConnection, createConnection } from '../connections.ts'
import type { setupApi } from '../contract.ts'
import { requireIssuer } from '../provider-reading.ts'
import { directoryOf } from './directory-of.ts'
import { propose } from './proposals.ts'
import { changedMeanwhile, requireStill } from './still.ts'

type Api = typeof setupApi
type InSetup = Call<Api['getSetupConnection']>

const isLive = ({ liveSince }: Directory) => liveSince !== null

/** Which other directory has the same provider is the site's business. */
function withoutOthers(error: unknown): unknown {
  if (!(error instanceof DoorwardError) || error.field !== 'sharedWith') return error
  return conflict(
    'issuer: this provider waits for the site. Ask the people who sent you this page.',
    'issuer',
  )
}

const hidden = <Result>(work: Promise<Result>): Promise<Result> =>
  work.catch((error) => {
    throw withoutOthers(error)
  })

const proposedOf = (one: ReadCertificate): ProposedCertificate => ({
  pem: one.pem,
  fingerprint: one.fingerprint.toString('hex'),
  keyFingerprint: one.keyFingerprint.toString('hex'),
  notBefore: one.notBefore.toISOString(),
  notAfter: one.notAfter.toISOString(),
})

async function shown(call: Pick<InSetup, 'database' | 'site' | 'setup' | 'sites' | 'publicUrl' | 'now'>) {
  const stored = await readStored(call.database, call.site.id, call.setup.directoryId)
  return viewOf(await oursOf(call, call.setup.directoryId), stored, call.now)
}

/** A mode that the site has decided stays the site's. */
function requireOwnMode({ connection }: StoredConnection, mode: string | undefined): void {
  if (mode === undefined || connection.mode !== 'required') return
  throw conflict('mode: the site requires this sign-in. Ask the people who sent you this page.', 'mode')
}

/** The connection as it would be, to be released: without secrets. */
function withoutSecrets(one: ReturnType<typeof changed>): ReturnType<typeof changed> {
  return one.protocol === 'saml'
    ? { ...one, certificates: [], ownKey: null }
    : { ...one, clientSecret: null, ownKey: null }
}

/** The connection as it is proposed: another client, or one at another provider, has a secret of its own. */
async function whereTo(
  { connection }: StoredConnection,
  theirs: ConnectionChange,
  call: Pick<Call<Api['changeSetupConnection']>, 'outboundAllow' | 'database' | 'signal'>,
): Promise<ReturnType<typeof changed>> {
  const after = changed(connection, theirs, call.outboundAllow)
  if (after.protocol !== 'oidc' || !isAnotherProvider(connection, after)) return after
  if (after.authentication !== 'private_key_jwt' && !theirs.clientSecret) {
    throw invalid(
      'clientSecret',
      'is needed with another issuer or client ID: the one of now stays with its own.',
    )
  }
  await requireIssuer(after.issuer, call)
  return after
}

/** What the site could not release is not proposed. */
function requireReady({ connection, certificates }: StoredConnection, now: Date): void {
  const until = certificates.map(({ notAfter }) => notAfter)
  const needs = needsOf(connection, until, now)
  if (needs.length === 0) return
  throw conflict(`mode: not yet: ${needs.map((one) => needSays[one]).join('; ')}.`, 'mode')
}

export const setupConnectionHandlers = {
  getSetupConnection: (call: InSetup) => shown(call),

  async createSetupConnection(call: Call<Api['createSetupConnection']>) {
    const { database, site, setup, body, audit } = call
    const directory = await directoryOf(call)
    const { directoryId } = directory
    const { protocol, certificates, ...settings } = body
    if (!isLive(directory)) {
      const wanted = { protocol, settings: given(settings), certificates }
      const still = (tx: Transaction) => requireStill(tx, setup, false)
      await hidden(createConnection(database, site.id, directoryId, wanted, audit, call, still))
      return { waits: false }
    }
    if (await readStored(database, site.id, directoryId)) {
      throw conflict('This directory has a connection already. Change it.')
    }
    const change: ConnectionChange = given(settings)
    const connection = changed(newConnection(directoryId, protocol, change), change, call.outboundAllow)
    const read = certificates.map((one) => readCertificate(one, 'certificates'))
    requireTaken(connection, [], read, audit.now, 'certificates')
    if (protocol === 'oidc') await requireIssuer(connection.issuer, call)
    const proposed = {
      connection: withoutSecrets(connection),
      isNew: true,
      certificates: read.map(proposedOf),
    }
    const secret = settings.clientSecret ?? null
    await propose(database, site.id, setup, 'issuer', proposed, audit, secret)
    return { waits: true }
  },

  async changeSetupConnection(call: Call<Api['changeSetupConnection']>) {
    const { database, site, setup, body, audit, now } = call
    const directory = await directoryOf(call)
    const { directoryId } = directory
    const stored = await readStored(database, site.id, directoryId)
    if (!stored) throw notFound('The connection of this directory')
    requireOwnMode(stored, body.mode)
    const wanted: ConnectionChange = given(body)
    const { free, proposed, refused } = judgeSetupChange(Object.keys(wanted), {
      isLive: isLive(directory),
      opensDoor: opens(stored.connection.mode, wanted.mode ?? stored.connection.mode),
    })
    if (refused[0] !== undefined) {
      throw conflict(
        `${refused[0]}: the directory is live, so the site changes this. Ask its people.`,
        refused[0],
      )
    }
    const part = (names: readonly string[]): ConnectionChange =>
      Object.fromEntries(Object.entries(wanted).filter(([name]) => names.includes(name)))
    const ours = await oursOf(call, directoryId)
    const asRead = call.unchanged(keyOf(directoryId), (one: StoredConnection) => viewOf(ours, one, now))
    const unchanged = async (tx: Transaction, present: StoredConnection) => {
      await asRead(tx, present)
      await requireStill(tx, setup, isLive(directory))
      // By the mode it was judged whether this lets anybody in.
      if (present.connection.mode !== stored.connection.mode) throw changedMeanwhile()
    }
    const theirs = part(proposed.filter((one) => one !== 'mode'))
    const elsewhere = Object.keys(theirs).length > 0 ? await whereTo(stored, theirs, call) : undefined
    if (wanted.mode !== undefined && proposed.includes('mode')) requireReady(stored, now)
    if (free.length > 0) {
      await hidden(changeConnection(database, site.id, directoryId, part(free), audit, call, unchanged))
    }
    if (elsewhere) {
      const one = { connection: withoutSecrets(elsewhere), isNew: false, certificates: [] }
      await propose(database, site.id, setup, 'issuer', one, audit, theirs.clientSecret ?? null)
    }
    if (wanted.mode !== undefined && proposed.includes('mode')) {
      await propose(database, site.id, setup, 'mode', { mode: wanted.mode }, audit)
    }
    return { waits: proposed.length > 0 }
  },

  async readSetupMetadata(call: Call<Api['readSetupMetadata']>) {
    const stored = await readStored(call.database, call.site.id, call.setup.directoryId)
    return metadataView(await seeMetadata(call.body, stored, call.now, call))
  },

  async addSetupCertificate(call: Call<Api['addSetupCertificate']>) {
    const { database, site, setup, body, audit } = call
    const directory = await directoryOf(call)
    const { directoryId } = directory
    if (!isLive(directory)) {
      await hidden(
        addOne(database, site.id, directoryId, body, audit, (tx) => requireStill(tx, setup, false)),
      )
      return { waits: false }
    }
    const stored = await readStored(database, site.id, directoryId)
    if (!stored) throw notFound('The connection of this directory')
    const read = readCertificate(body.certificate)
    requireTaken(stored.connection, stored.certificates, [read], audit.now, 'certificate')
    await propose(database, site.id, setup, 'certificate', proposedOf(read), audit)
    return { waits: true }
  },

  async removeSetupCertificate({
    database,
    site,
    setup,
    params,
    audit,
  }: Call<Api['removeSetupCertificate']>) {
    await removeOne(database, site.id, setup.directoryId, params.certificateId, audit)
    return undefined
  },

  async makeSetupKey({ database, site, setup, audit }: Call<Api['makeSetupKey']>) {
    return keyView(await makeKey(database, site.id, setup.directoryId, audit))
  },
}
