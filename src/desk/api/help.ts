import { ComeLater, countTry, trySubject } from '../../http/attempts.ts'
import { type Call, visitorOf } from '../../http/contract-call.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import { waitInWords, waitSeconds } from '../../model/access/attempts.ts'
import type { Person } from '../../model/desk/request.ts'
import { notFound } from '../../model/errors.ts'
import { highestId } from '../../model/ids.ts'
import { assessSignedIn } from '../../requests/assess.ts'
import { actAsAsker, writeAsAsker } from '../../requests/comment.ts'
import { openRequest } from '../../requests/open.ts'
import { addToRequest, removeFromRequest } from '../../requests/participants.ts'
import { score } from '../../requests/score.ts'
import { findSeen, listSeen } from '../../requests/seen.ts'
import { audienceFor, shareWith, stopSharing } from '../../requests/share.ts'
import { requestIdOf } from '../../requests/sight.ts'
import { readEarlierComments, readRequest } from '../../requests/thread.ts'
import type { AuditContext } from '../../storage/audit.ts'
import type { Database } from '../../storage/database.ts'
import { formSeenBy, portalsSeenBy, type SeenForm, type SeenPortal } from '../../storage/desk/seen-portals.ts'
import { type SightRow, sightOfCustomer } from '../../storage/desk/sight.ts'
import type { deskApi } from '../contract.ts'
import { portalAsker } from '../portal-asker.ts'
import { contentOf, ownCommentView, ownRequestView, ownWholeView } from './views.ts'

type Api = typeof deskApi
type OnRequest = Pick<Call<Api['getOwnRequest']>, 'database' | 'site' | 'params' | 'asker'>

const face = 'help-centre' as const

const idOf = ({ database, site, params }: OnRequest) => requestIdOf(database, site.id, params.requestId)

export const helpHandlers = {
  async getAsker({ database, site, asker }: Call<Api['getAsker']>) {
    const { person, name, role, session, staff } = asker
    const [organizations = []] =
      person.kind === 'customer'
        ? ((await database.readInSite(site.id, [sightOfCustomer(site.id, person.id)])) as [SightRow[]?])
        : []
    return {
      ...person,
      name,
      emailAddress: session.address,
      role: role ?? null,
      answersRequests: staff?.permissions.includes('requests.change') ?? false,
      organizations: organizations.map((one) => ({ id: one.organizationId, name: one.organization })),
    }
  },

  async listHelpPortals(call: Call<Api['listHelpPortals']>) {
    const { database, site } = call
    const asker = await visitorOf(call, site)
    const [portals = []] = (await database.readInSite(site.id, [
      portalsSeenBy(site.id, portalAsker(asker)),
    ])) as [SeenPortal[]?]
    return {
      items: portals.map(({ audience: _, requestTypes, ...portal }) => ({
        ...portal,
        requestTypes: requestTypes.map((one) => ({ ...one })),
      })),
    }
  },

  async getHelpForm(call: Call<Api['getHelpForm']>) {
    const { database, site, params } = call
    const asker = await visitorOf(call, site)
    const [[form] = []] = (await database.readInSite(site.id, [
      formSeenBy(site.id, portalAsker(asker), params.requestTypeId),
    ])) as [SeenForm[]?]
    if (!form) throw notFound('This form')
    return {
      id: form.id,
      name: form.name,
      description: form.description,
      portal: { ...form.portal },
      fields: form.fields.map(({ isRequired: required, options, id, kind, label, help }) => ({
        id,
        kind,
        label,
        help,
        required,
        options: options.filter((one) => !one.isArchived).map((one) => ({ id: one.id, label: one.label })),
      })),
    }
  },

  async getOwnAudience({ database, site, asker, params }: Call<Api['getOwnAudience']>) {
    const { people, ...rest } = await audienceFor(database, site.id, asker.person.id, params.organizationId)
    return { ...rest, people: people.map(({ id, name, address }) => ({ id, name, emailAddress: address })) }
  },

  async listOwnRequests({ database, site, asker, query }: Call<Api['listOwnRequests']>) {
    const { scope, state, organizationId = null, limit } = query
    const before = readIdPlace(query.after, highestId)
    const isOpen = state === 'all' ? null : state === 'open'
    const { query: words = '' } = query
    const among = words === '' ? null : await findSeen(database, site.id, asker.person, words)
    const page = { scope, isOpen, organizationId, among, before, limit: limit + 1 }
    const found = await listSeen(database, site.id, asker.person, page)
    const { rows, next } = pageOfRows(found, limit, ({ id }) => id)
    return { items: rows.map((row) => ownRequestView(row, asker.person)), next }
  },

  async askRequest({ database, site, asker, body, audit }: Call<Api['askRequest']>) {
    const { requestTypeId, summary, fields, organizationIds, attachmentIds } = body
    const form = { requestTypeId, summary, fields, organizationIds, attachmentIds }
    const wish = { requester: asker.person, ...form }
    const assessment = await assessSignedIn(database, site.id, asker)
    return openRequest(database, site.id, wish, { kind: 'asker', assessment }, audit)
  },

  async getOwnRequest(call: Call<Api['getOwnRequest']>) {
    const { database, site, asker } = call
    const whole = await readRequest(database, site.id, await idOf(call), asker.person, face)
    return ownWholeView(whole, asker.person)
  },

  async listOwnComments(call: Call<Api['listOwnComments']>) {
    const { database, site, asker, query } = call
    const page = { before: readIdPlace(query.after, highestId), limit: query.limit + 1 }
    const who = { person: asker.person, face }
    const found = await readEarlierComments(database, site.id, await idOf(call), who, page)
    const { rows, next } = pageOfRows(found.comments, Math.min(query.limit, found.fits), ({ id }) => id)
    return { items: rows.map((row) => ownCommentView(row, found.attachments, asker.person)), next }
  },

  async writeOwnComment(call: Call<Api['writeOwnComment']>) {
    const { database, site, asker, body, audit } = call
    const who = { person: asker.person, assessment: await assessSignedIn(database, site.id, asker) }
    const written = { body: body.markdown, attachmentIds: body.attachmentIds }
    const id = await writeAsAsker(database, site.id, await idOf(call), who, written, audit)
    return { id }
  },

  async previewMarkdown({ database, site, asker, body, now }: Call<Api['previewMarkdown']>) {
    await requirePreviewPace(database, site.id, asker.person, now)
    return { content: contentOf(body.markdown) }
  },

  solveOwnRequest: (call: Call<Api['solveOwnRequest']>) => act(call, 'solve'),
  reopenOwnRequest: (call: Call<Api['reopenOwnRequest']>) => act(call, 'reopen'),

  async scoreOwnRequest(call: Call<Api['scoreOwnRequest']>): Promise<undefined> {
    const { database, site, asker, body, audit } = call
    const given = { score: body.score, comment: body.comment === '' ? null : body.comment }
    await score(database, site.id, await idOf(call), asker.person, given, audit)
    return undefined
  },

  async shareOwnRequest(call: Call<Api['shareOwnRequest']>): Promise<undefined> {
    const { database, site, asker, body, audit } = call
    await shareWith(database, site.id, await idOf(call), { person: asker.person, face }, body, audit)
    return undefined
  },

  async stopSharingOwnRequest(call: Call<Api['stopSharingOwnRequest']>): Promise<undefined> {
    const { database, site, asker, params, audit } = call
    const who = { person: asker.person, face }
    await stopSharing(database, site.id, await idOf(call), who, params.organizationId, audit)
    return undefined
  },

  async addOwnParticipant(call: Call<Api['addOwnParticipant']>): Promise<undefined> {
    const { database, site, asker, body, audit } = call
    await addToRequest(database, site.id, await idOf(call), { person: asker.person, face }, body, audit)
    return undefined
  },

  async removeOwnParticipant(call: Call<Api['removeOwnParticipant']>): Promise<undefined> {
    const { database, site, asker, params, audit } = call
    const who = { person: asker.person, face }
    await removeFromRequest(database, site.id, await idOf(call), who, params.personId, audit)
    return undefined
  },
}

/** Nothing is kept of a preview by which it could be counted as what is written is. The staff are the site's own people. */
async function requirePreviewPace(
  database: Database,
  siteId: number,
  { kind, id }: Person,
  now: Date,
): Promise<void> {
  if (kind === 'staff') return
  const until = await database.inSite(siteId, (tx) => countTry(tx, [trySubject('previews', id)], now))
  if (!until) return
  const wait = waitInWords(until, now)
  throw new ComeLater(
    'too-much',
    `This was more than somebody looks at before sending. Go on in ${wait}.`,
    waitSeconds(until, now),
  )
}

async function act(
  call: OnRequest & { readonly audit: AuditContext },
  what: 'solve' | 'reopen',
): Promise<undefined> {
  const { database, site, asker, audit } = call
  await actAsAsker(database, site.id, await idOf(call), asker.person, what, audit)
  return undefined
}
