// The service-desk API, driven by the client that scripts made for another desk use: it checks every answer at run time.
import { createServiceDeskClient } from 'jira.js/serviceDesk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProgramPermission } from '../../src/model/permissions.ts'
import type { Site } from '../../src/storage/sites.ts'
import { makeDirectory, makeSite, type RunningApp, runningApp } from '../fixtures/running-app.ts'
import { makeStaff, type Person } from '../fixtures/staff.ts'

let running: RunningApp
let site: Site
let admin: Person
let agent: Person

type Client = ReturnType<typeof createServiceDeskClient>
let administrates: Client
let answers: Client

/** The key of each person who has one. */
const keys = new Map<string, string>()

async function newKey(person: Person, scope: ProgramPermission[]): Promise<string> {
  const { secret } = await person.browser.call('createApiKey', { body: { label: 'Script', scope } })
  keys.set(person.id, secret)
  return secret
}

/** What no client of the original knows. */
async function call(person: Person, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${keys.get(person.id)}`, 'content-type': 'application/json' }
  const url = `${running.origin}/rest/servicedeskapi${path}`
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await answer.text()
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) }
}

const clientOf = (person: Person, key: string): Client =>
  createServiceDeskClient({
    host: running.origin,
    auth: { type: 'basic', email: person.address, apiToken: key },
    onSchemaMismatch: 'throw',
  })

beforeAll(async () => {
  running = await runningApp()
  site = await makeSite(running)
  admin = await makeStaff(running, site, 'admin')
  agent = await makeStaff(running, site, 'agent')
  const administration = [
    'customers.read',
    'customers.change',
    'organizations.read',
    'organizations.change',
    'portals.read',
    'portals.change',
    'requests.ask',
  ] as const
  administrates = clientOf(admin, await newKey(admin, [...administration]))
  answers = clientOf(agent, await newKey(agent, ['requests.read', 'requests.change', 'requests.ask']))
})
afterAll(() => running.close())

/** Answered with this status, in the original's form of an error. */
async function refused(work: Promise<unknown>, status: number): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: { status?: number; cause?: unknown; response?: { data?: unknown } }) => thrown,
  )
  expect(error).toMatchObject({ status })
  return JSON.stringify(error)
}

async function firstForm(client: Client) {
  const desks = await client.servicedesk.getServiceDesks()
  const serviceDeskId = desks.values?.[0]?.id ?? ''
  const types = await client.servicedesk.getRequestTypes({ serviceDeskId })
  return { serviceDeskId, requestTypeId: types.values?.[0]?.id ?? '' }
}

/** As the desk's own API knows it. */
async function idOf({ issueKey = '' }: { issueKey?: string | undefined }): Promise<string> {
  const { items } = await agent.browser.call('listRequests', { query: { limit: 100 } })
  return items.find(({ key }) => key === issueKey)?.id ?? ''
}

let made = 0
async function newCustomer(displayName = 'Ann Lee') {
  made++
  return administrates.customer.createCustomer({ email: `ann${made}@globex.example`, displayName })
}

test('says what answers here, to anybody', async () => {
  const nobody = createServiceDeskClient({ host: running.origin, onSchemaMismatch: 'throw' })
  expect(await nobody.info.getInfo()).toMatchObject({ isLicensedForUse: true })
})

test('customers are made once, lose their access and get it back', async () => {
  const ann = await newCustomer()
  expect(ann).toMatchObject({ displayName: 'Ann Lee', emailAddress: 'ann1@globex.example', active: true })
  const again = { email: 'ANN1@globex.example', displayName: 'Another Ann' }
  await refused(administrates.customer.createCustomer(again), 400)
  await refused(administrates.customer.createCustomer({ ...again, strictConflictStatusCode: true }), 409)
  const accountId = ann.accountId ?? ''
  await administrates.customer.revokePortalOnlyAccessForUser({ accountId })
  expect(await call(admin, 'GET', `/customer/user/${accountId}`)).toMatchObject({ json: { active: false } })
  await call(admin, 'PUT', `/customer/user/${accountId}/grant-portal-only-access`)
  expect(await call(admin, 'GET', `/customer/user/${accountId}`)).toMatchObject({ json: { active: true } })
  await refused(administrates.customer.revokePortalOnlyAccessForUser({ accountId: 'qm:nobody' }), 404)
  await refused(answers.customer.createCustomer({ email: 'x@y.example', displayName: 'X' }), 403)
  const badly = administrates.customer.createCustomer({ email: 'no address', displayName: 'X' })
  expect(await refused(badly, 400)).toContain('email')
})

test('customers are listed, and found by address and by what their directory calls them', async () => {
  const { scim } = await makeDirectory(running, site, 'Initech')
  await scim.createUser('bob@initech.example', { externalId: 'bob-7' })
  const listed = async (query: string) => {
    const { json } = await call(admin, 'GET', `/customer?${query}`)
    return json.values.map(({ emailAddress }: { emailAddress: string }) => emailAddress)
  }
  expect(await listed('externalId=bob-7')).toEqual(['bob@initech.example'])
  expect(await listed('email=BOB@initech.example')).toEqual(['bob@initech.example'])
  expect(await listed('externalId=bob')).toEqual([])
  const { json } = await call(admin, 'GET', '/customer?limit=1')
  expect(json).toMatchObject({ start: 0, limit: 1, size: 1, isLastPage: false })
  const next = await fetch(json._links.next, { headers: { authorization: `Bearer ${keys.get(admin.id)}` } })
  expect(await next.json()).toMatchObject({ start: 1, values: [expect.not.objectContaining(json.values[0])] })
})

test('an address and a name are changed, which the original cannot', async () => {
  const { accountId = '' } = await newCustomer()
  const change = { email: 'ann.lee@globex.example', displayName: 'Ann Lee-Ray' }
  const changed = await call(admin, 'PUT', `/customer/user/${accountId}`, change)
  expect(changed.json).toMatchObject({
    accountId,
    emailAddress: change.email,
    displayName: change.displayName,
  })
})

test('organizations are made once, renamed, filled and emptied', async () => {
  const { accountId = '' } = await newCustomer()
  const globex = await administrates.organization.createOrganization({ name: 'Globex' })
  expect(globex).toMatchObject({ name: 'Globex', scimManaged: false })
  const organizationId = Number(globex.id)
  expect(await administrates.organization.createOrganization({ name: 'globex' })).toMatchObject({
    id: String(organizationId),
  })
  await administrates.organization.addUsersToOrganization({
    organizationId,
    body: { accountIds: [accountId] },
  })
  await administrates.organization.addUsersToOrganization({
    organizationId,
    body: { accountIds: [accountId] },
  })
  const people = await administrates.organization.getUsersInOrganization({ organizationId })
  expect(people.values).toMatchObject([{ accountId }])
  const theirs = await administrates.organization.getOrganizations({ accountId })
  expect(theirs.values).toMatchObject([{ id: String(organizationId) }])
  const stranger = { accountIds: [accountId, '01890000-0000-7000-8000-000000000000'] }
  await refused(
    administrates.organization.removeUsersFromOrganization({ organizationId, body: stranger }),
    400,
  )
  await refused(administrates.organization.getUsersInOrganization({ organizationId: 7 }), 404)
  await administrates.organization.removeUsersFromOrganization({
    organizationId,
    body: { accountIds: [accountId] },
  })
  expect((await administrates.organization.getUsersInOrganization({ organizationId })).size).toBe(0)
  await call(admin, 'PUT', `/organization/${organizationId}`, { name: 'Globex International' })
  expect(await administrates.organization.getOrganization({ organizationId })).toMatchObject({
    name: 'Globex International',
  })
  await administrates.organization.deleteOrganization({ organizationId })
  await refused(administrates.organization.getOrganization({ organizationId }), 404)
})

test('programs keep with an organization what they want', async () => {
  const { uuid: organizationId = '' } = await administrates.organization.createOrganization({
    name: 'Umbrella',
  })
  const property = { organizationId, propertyKey: 'crm/№ 7' }
  await refused(administrates.organization.getProperty(encoded(property)), 404)
  await administrates.organization.setProperty({ ...encoded(property), body: { tier: 'gold', since: 2021 } })
  await administrates.organization.setProperty({ ...encoded(property), body: { tier: 'iron' } })
  const kept = await administrates.organization.getProperty(encoded(property))
  expect(kept).toEqual({ key: 'crm/№ 7', value: { tier: 'iron' } })
  const { keys: known } = await administrates.organization.getPropertiesKeys({ organizationId })
  expect(known).toMatchObject([{ key: 'crm/№ 7' }])
  const long = { ...encoded(property), body: { text: 'x'.repeat(32_768) } }
  expect(await refused(administrates.organization.setProperty(long), 400)).toContain('32768 bytes')
  const longKey = { organizationId, propertyKey: 'k'.repeat(256), body: {} }
  expect(await refused(administrates.organization.setProperty(longKey), 400)).toContain('255 bytes')
  await administrates.organization.deleteProperty(encoded(property))
  await refused(administrates.organization.deleteProperty(encoded(property)), 404)
})

/** The client puts a key into the address as it is. */
const encoded = <Given extends { propertyKey: string }>(given: Given) => ({
  ...given,
  propertyKey: encodeURIComponent(given.propertyKey),
})

test('a service desk is for the organizations that it names', async () => {
  const { serviceDeskId } = await firstForm(administrates)
  const { id: organizationId = '' } = await administrates.organization.createOrganization({ name: 'Soylent' })
  const body = { organizationId: Number(organizationId) } as never
  await administrates.organization.addOrganization({ serviceDeskId, body })
  await administrates.organization.addOrganization({ serviceDeskId, body })
  const named = await administrates.organization.getServiceDeskOrganizations({ serviceDeskId })
  expect(named.values).toMatchObject([{ id: organizationId, name: 'Soylent' }])
  await administrates.organization.removeOrganization({ serviceDeskId, body })
  expect((await administrates.organization.getServiceDeskOrganizations({ serviceDeskId })).size).toBe(0)
  const { accountId = '' } = await newCustomer()
  await administrates.servicedesk.addCustomers({ serviceDeskId, accountIds: [accountId] })
  const { accountId: other } = await newCustomer('Zoe Xu')
  const found = await call(admin, 'GET', `/servicedesk/${serviceDeskId}/customer?query=zoe`)
  expect(found.json.values.map((one: { accountId: string }) => one.accountId)).toEqual([other])
  await refused(administrates.servicedesk.addCustomers({ serviceDeskId, accountIds: ['nobody'] }), 400)
})

test('an organization that a directory feeds says so', async () => {
  const { scim } = await makeDirectory(running, site, 'Hooli')
  const { json } = await scim.createUser('gavin@hooli.example')
  await scim.createGroup('Hooli board', [json.id])
  const all = await administrates.organization.getOrganizations()
  expect(all.values).toContainEqual(expect.objectContaining({ name: 'Hooli board', scimManaged: true }))
})

test('service desks and what can be asked there', async () => {
  const { serviceDeskId, requestTypeId } = await firstForm(answers)
  expect(await answers.servicedesk.getServiceDeskById({ serviceDeskId })).toMatchObject({ projectKey: 'SUP' })
  expect(await answers.servicedesk.getRequestTypeById({ serviceDeskId, requestTypeId })).toMatchObject({
    id: requestTypeId,
  })
  const form = await answers.servicedesk.getRequestTypeFields({
    serviceDeskId,
    requestTypeId: Number(requestTypeId),
  })
  expect(form).toMatchObject({
    canRaiseOnBehalfOf: true,
    requestTypeFields: [{ fieldId: 'summary', required: true }, {}],
  })
  const { values: [listed] = [] } = await answers.servicedesk.getRequestTypes({
    serviceDeskId,
    expand: ['field'],
  })
  expect(listed).toMatchObject({
    id: requestTypeId,
    fields: { requestTypeFields: [{ fieldId: 'summary' }, {}] },
  })
  const { values: [plain] = [] } = await answers.servicedesk.getRequestTypes({ serviceDeskId })
  expect(plain).not.toHaveProperty('fields')
  expect((await answers.servicedesk.getRequestTypeGroups({ serviceDeskId })).size).toBe(0)
  await refused(answers.servicedesk.getServiceDeskById({ serviceDeskId: '10' }), 404)
})

test('a request from its opening in somebody’s name to its end', async () => {
  const { accountId = '' } = await newCustomer()
  const { accountId: colleague = '' } = await newCustomer('Cleo Ray')
  const asked = await answers.request.createCustomerRequest({
    ...(await firstForm(answers)),
    raiseOnBehalfOf: accountId,
    requestFieldValues: { summary: 'It does not start', description: 'Nothing helps.' },
    requestParticipants: [colleague],
  })
  expect(asked).toMatchObject({
    issueKey: expect.stringMatching(/^SUP-\d+$/),
    currentStatus: { status: 'Open', statusCategory: 'NEW' },
  })
  expect(asked.reporter).toMatchObject({ accountId, emailAddress: expect.stringContaining('@') })
  expect(asked.requestFieldValues).toContainEqual(expect.objectContaining({ value: 'Nothing helps.' }))
  const issueIdOrKey = asked.issueKey ?? ''

  const participants = await answers.request.getRequestParticipants({ issueIdOrKey })
  expect(participants.values).toMatchObject([{ accountId: colleague }])
  const gone = await answers.request.removeRequestParticipants({ issueIdOrKey, accountIds: [colleague] })
  expect(gone.size).toBe(0)
  const back = await answers.request.addRequestParticipants({ issueIdOrKey, accountIds: [colleague] })
  expect(back.size).toBe(1)

  const answer = await answers.request.createRequestComment({
    issueIdOrKey,
    body: 'Is it **plugged in**?',
    public: true,
  })
  const note = await answers.request.createRequestComment({
    issueIdOrKey,
    body: 'Third time.',
    public: false,
  })
  expect([answer.public, note.public]).toEqual([true, false])
  const comments = await answers.request.getRequestComments({ issueIdOrKey })
  expect(comments.values?.map(({ body }) => body)).toEqual(['Is it **plugged in**?', 'Third time.'])
  const shown = await answers.request.getRequestComments({
    issueIdOrKey,
    internal: false,
    start: 0,
    limit: 1,
  })
  expect(shown).toMatchObject({ size: 1, isLastPage: true, values: [{ id: answer.id }] })
  expect(
    await answers.request.getRequestCommentById({
      issueIdOrKey,
      commentId: Number(note.id),
    }),
  ).toMatchObject({ id: note.id })

  const { values: ways = [] } = await answers.request.getCustomerTransitions({ issueIdOrKey })
  expect(ways.map(({ id }) => id)).toContain('resolved')
  await answers.request.performCustomerTransition({
    issueIdOrKey,
    id: 'resolved',
    additionalComment: { body: 'Done.' },
  })
  const now = await answers.request.getCustomerRequestByIdOrKey({
    issueIdOrKey,
    expand: ['participant', 'serviceDesk'] as never,
  })
  expect(now).toMatchObject({ currentStatus: { status: 'Resolved', statusCategory: 'DONE' } })
  const { values: stood = [] } = await answers.request.getCustomerRequestStatus({ issueIdOrKey })
  expect(stood.map(({ status }) => status)).toEqual(['Resolved', 'Waiting for customer', 'Open'])
  expect(await answers.request.getSubscriptionStatus({ issueIdOrKey })).toEqual({ subscribed: true })
  await answers.request.unsubscribe({ issueIdOrKey })
  expect(await answers.request.getSubscriptionStatus({ issueIdOrKey })).toEqual({ subscribed: false })
  await answers.request.subscribe({ issueIdOrKey })
  expect(await answers.request.getSubscriptionStatus({ issueIdOrKey })).toEqual({ subscribed: true })
  expect((await answers.request.getSlaInformation({ issueIdOrKey })).size).toBe(0)
  expect((await answers.request.getApprovals({ issueIdOrKey })).size).toBe(0)
  await refused(answers.request.getCustomerRequestByIdOrKey({ issueIdOrKey: 'SUP-99999' }), 404)
})

test('files come with a comment, and are read by who sees it', async () => {
  const { accountId = '' } = await newCustomer()
  const form = await firstForm(answers)
  const asked = await answers.request.createCustomerRequest({
    ...form,
    raiseOnBehalfOf: accountId,
    requestFieldValues: { summary: 'See the picture' },
  })
  const issueIdOrKey = asked.issueKey ?? ''
  const body = new FormData()
  body.append('file', new Blob(['what it said']), 'log.txt')
  const { temporaryAttachments } = (await answers.servicedesk.attachTemporaryFile({
    serviceDeskId: form.serviceDeskId,
    body: body as never,
  })) as { temporaryAttachments: { temporaryAttachmentId: string }[] }
  const temporaryAttachmentIds = temporaryAttachments.map((one) => one.temporaryAttachmentId)
  const written = await answers.request.createCommentWithAttachment({
    issueIdOrKey,
    temporaryAttachmentIds,
    public: true,
    additionalComment: { body: 'Here.' },
  })
  expect(written).toMatchObject({
    comment: { body: 'Here.' },
    attachments: { size: 1, values: [{ filename: 'log.txt' }] },
  })
  const listed = await answers.request.getAttachmentsForRequest({ issueIdOrKey, start: 0, limit: 50 })
  const [attachment] = listed.values ?? []
  expect(attachment).toMatchObject({ filename: 'log.txt', size: 12 })
  const attachmentId = attachment?._links?.content?.split('/').at(-1) ?? ''
  const bytes = await answers.request.getAttachmentContent({
    issueIdOrKey,
    attachmentId: Number(attachmentId),
  })
  expect(Buffer.from(bytes as ArrayBuffer).toString()).toBe('what it said')
})

test('what belongs to a request comes along with it where that is asked for', async () => {
  const { accountId = '' } = await newCustomer()
  const form = await firstForm(answers)
  const { issueKey: issueIdOrKey = '' } = await answers.request.createCustomerRequest({
    ...form,
    raiseOnBehalfOf: accountId,
    requestFieldValues: { summary: 'All at once' },
  })
  const body = new FormData()
  body.append('file', new Blob(['12']), 'two.txt')
  const { temporaryAttachments } = (await answers.servicedesk.attachTemporaryFile({
    serviceDeskId: form.serviceDeskId,
    body: body as never,
  })) as { temporaryAttachments: { temporaryAttachmentId: string }[] }
  await answers.request.createCommentWithAttachment({
    issueIdOrKey,
    temporaryAttachmentIds: temporaryAttachments.map((one) => one.temporaryAttachmentId),
    additionalComment: { body: 'See **this** <script>' },
  })
  const files = { size: 1, values: [{ filename: 'two.txt' }] }
  const expand = ['renderedBody', 'attachment']
  const { values: [comment] = [] } = await answers.request.getRequestComments({ issueIdOrKey, expand })
  const shown = {
    body: 'See **this** <script>',
    renderedBody: { html: '<p>See <strong>this</strong> &#x3C;script></p>' },
    attachments: files,
  }
  expect(comment).toMatchObject(shown)
  const commentId = Number(comment?.id)
  expect(await answers.request.getRequestCommentById({ issueIdOrKey, commentId, expand })).toMatchObject(
    shown,
  )
  const own = await call(agent, 'GET', `/request/${issueIdOrKey}/comment/${commentId}/attachment`)
  expect(own.json).toMatchObject(files)
  const everything = ['sla', 'status', 'attachment', 'action', 'comment.attachment', 'comment.renderedBody']
  const whole = await answers.request.getCustomerRequestByIdOrKey({ issueIdOrKey, expand: everything })
  expect(whole).toMatchObject({
    sla: { size: 0 },
    status: { values: [{ status: 'Waiting for customer' }, { status: 'Open' }] },
    attachments: files,
    comments: { values: [shown] },
    actions: { addComment: { allowed: true }, removeParticipant: { allowed: true } },
  })
  const plain = await answers.request.getCustomerRequestByIdOrKey({ issueIdOrKey, expand: ['comment'] })
  expect(plain.comments?.values?.[0]).not.toHaveProperty('renderedBody')
})

test('whose requests are listed', async () => {
  const own = await answers.request.createCustomerRequest({
    ...(await firstForm(answers)),
    requestFieldValues: { summary: 'A new chair, please', description: 'Mine is broken.' },
  })
  const { accountId = '' } = await newCustomer()
  const others = await answers.request.createCustomerRequest({
    ...(await firstForm(answers)),
    raiseOnBehalfOf: accountId,
    requestFieldValues: { summary: 'A chair for Ann', description: 'Hers is broken.' },
  })
  const params = { requestId: await idOf(others) }
  await agent.browser.call('addParticipant', { params, body: { address: agent.address } })
  const listed = async (wanted: Parameters<Client['request']['getCustomerRequests']>[0]) =>
    (await answers.request.getCustomerRequests(wanted)).values?.map(({ summary }) => summary)
  // As the original: without a word, everything that somebody has to do with.
  expect(await listed({})).toEqual(['A chair for Ann', 'A new chair, please'])
  expect(await listed({ requestOwnership: ['OWNED_REQUESTS'] })).toEqual(['A new chair, please'])
  expect(await listed({ requestOwnership: ['PARTICIPATED_REQUESTS'] })).toEqual(['A chair for Ann'])
  const both = ['OWNED_REQUESTS', 'PARTICIPATED_REQUESTS', 'APPROVER']
  expect(await listed({ requestOwnership: both })).toEqual(['A chair for Ann', 'A new chair, please'])
  expect(await listed({ requestOwnership: both, start: 1, limit: 1 })).toEqual(['A new chair, please'])
  const page = await answers.request.getCustomerRequests({ requestOwnership: both, limit: 1 })
  expect(page).toMatchObject({ size: 1, isLastPage: false })
  expect(await listed({ requestOwnership: ['APPROVER'] })).toEqual([])
  await refused(answers.request.getCustomerRequests({ requestOwnership: ['OWNED_REQUESTS', 'MINE'] }), 400)
  const everything = (await listed({ requestOwnership: ['ALL_REQUESTS'] })) ?? []
  expect(everything).toEqual(expect.arrayContaining(['A new chair, please', 'See the picture']))
  expect(await listed({ requestOwnership: ['ALL_REQUESTS'], searchTerm: 'new chair' })).toEqual([
    'A new chair, please',
  ])
  expect(await listed({ requestStatus: 'CLOSED_REQUESTS' })).toEqual([])
  expect(own.reporter).toMatchObject({ accountId: agent.id })
})

test('a list of requests brings along what is asked for, fewer at once where each is read for it', async () => {
  const wanted = { requestOwnership: ['ALL_REQUESTS'], limit: 90 }
  const light = await answers.request.getCustomerRequests({
    ...{ ...wanted, expand: ['serviceDesk', 'requestType', 'sla'] },
  })
  expect(light).toMatchObject({ limit: 90 })
  const desk = {
    serviceDesk: { projectKey: 'SUP' },
    requestType: { name: expect.any(String) },
    sla: { size: 0 },
  }
  for (const one of light.values ?? []) expect(one).toMatchObject(desk)
  expect(light.values?.[0]).not.toHaveProperty('participants')
  const expand = ['participant', 'status', 'comment.attachment']
  const whole = await answers.request.getCustomerRequests({ ...wanted, expand })
  expect(whole).toMatchObject({ limit: 25 })
  expect(whole.values?.map(({ issueKey }) => issueKey)).toEqual(light.values?.map(({ issueKey }) => issueKey))
  const withFile = whole.values?.find(({ summary }) => summary === 'See the picture')
  expect(withFile).toMatchObject({
    participants: { size: 0 },
    status: { values: [{ status: 'Waiting for customer' }, { status: 'Open' }] },
    comments: { values: [{ body: 'Here.', attachments: { values: [{ filename: 'log.txt' }] } }] },
  })
})

test('what is wrong is said by the names that a script has sent', async () => {
  const { accountId = '' } = await newCustomer()
  const form = await firstForm(answers)
  const fields = { summary: 'Named', description: 'x' }
  const body = { ...form, raiseOnBehalfOf: accountId, requestFieldValues: fields }
  const { json } = await call(agent, 'POST', '/request', body)
  const at = `/request/${json.issueKey}`
  const saidOf = async (path: string, given: object) => {
    const { status, json } = await call(agent, 'POST', at + path, given)
    return [status, json.i18nErrorMessage.i18nKey, json.errorMessage.split(':')[0]]
  }
  const long = 'x'.repeat(32_001)
  const additionalComment = { body: ' ' }
  expect(await saidOf('/comment', { body: long })).toEqual([400, 'doorward.invalid', 'body'])
  expect(await saidOf('/comment', { body: ' ', public: false })).toEqual([400, 'doorward.invalid', 'body'])
  expect(await saidOf('/transition', { id: 'closed', additionalComment })).toEqual([
    ...[400, 'doorward.invalid', 'additionalComment.body'],
  ])
  expect(await saidOf('/participant', { accountIds: [accountId] })).toEqual([
    ...[409, 'doorward.conflict', 'accountIds'],
  ])
})

test('who takes part no longer has done so, also where they do not see the request any more', async () => {
  const form = await firstForm(answers)
  const { accountId = '' } = await newCustomer()
  const asked = await answers.request.createCustomerRequest({
    ...{ ...form, raiseOnBehalfOf: accountId, requestFieldValues: { summary: 'Shared', description: 'x' } },
  })
  const member = await makeStaff(running, site, 'member', { address: 'member@desk.test' })
  const { secret } = await member.browser.call('createOwnApiKey', { body: { label: 'Script' } })
  const client = clientOf(member, secret)
  const params = { requestId: await idOf(asked) }
  await agent.browser.call('addParticipant', { params, body: { address: member.address } })
  const issueIdOrKey = asked.issueKey ?? ''
  expect(await client.request.getRequestParticipants({ issueIdOrKey })).toMatchObject({ size: 1 })
  const gone = await client.request.removeRequestParticipants({ issueIdOrKey, accountIds: [member.id] })
  expect(gone).toMatchObject({ size: 0, isLastPage: true })
  await refused(client.request.getCustomerRequestByIdOrKey({ issueIdOrKey }), 404)
  expect((await answers.request.getRequestParticipants({ issueIdOrKey })).size).toBe(0)
})

test('a key counts beside its owner’s address alone, and only while its owner is there', async () => {
  const leaver = await makeStaff(running, site, 'agent', { address: 'leaver@desk.test' })
  const client = clientOf(leaver, await newKey(leaver, ['requests.read']))
  expect((await client.servicedesk.getServiceDesks()).size).toBe(1)
  const beside = clientOf({ ...leaver, address: agent.address }, keys.get(leaver.id) ?? '')
  await refused(beside.servicedesk.getServiceDesks(), 401)
  await admin.browser.call('disableStaff', { params: { staffId: leaver.id } })
  await refused(client.servicedesk.getServiceDesks(), 401)
  await refused(client.organization.getOrganizations(), 401)
  const { status, json } = await call(admin, 'GET', '/nothing')
  expect([status, json]).toEqual([
    404,
    { errorMessage: expect.any(String), i18nErrorMessage: { i18nKey: 'doorward.not-found', parameters: [] } },
  ])
})

test('what no text holds is refused, or names nothing', async () => {
  const none = { errorMessage: expect.any(String), i18nErrorMessage: expect.any(Object) }
  const { uuid = '' } = await administrates.organization.createOrganization({ name: 'Hostile' })
  for (const path of [
    '/request/%00',
    '/request/SUP-1%00/comment',
    '/organization/%00',
    `/organization/${uuid}/property/a%00b`,
    '/servicedesk/%00',
    '/customer/user/%00',
  ])
    expect([path, await call(admin, 'GET', path)]).toEqual([path, { status: 404, json: none }])
  const form = await firstForm(answers)
  for (const summary of ['a\u0000b', 'a\ud800b', 'two\nlines', 7])
    expect(
      await call(agent, 'POST', '/request', { ...form, requestFieldValues: { summary, description: 'x' } }),
    ).toMatchObject({ status: 400, json: { errorMessage: expect.stringContaining('summary') } })
  expect((await call(admin, 'GET', '/customer?query=%00')).status).toBe(400)
})

test('a participant who is gone leaves no request behind', async () => {
  const { accountId = '' } = await newCustomer()
  const { accountId: leaver = '' } = await newCustomer('Lea Ver')
  await administrates.customer.revokePortalOnlyAccessForUser({ accountId: leaver })
  const asked = answers.request.createCustomerRequest({
    ...(await firstForm(answers)),
    raiseOnBehalfOf: accountId,
    requestFieldValues: { summary: 'Never opened', description: 'x' },
    requestParticipants: [leaver],
  })
  expect(await refused(asked, 400)).toContain('requestParticipants')
  const found = await call(agent, 'GET', '/request?requestOwnership=ALL_REQUESTS&searchTerm=Never')
  expect(found.json.values).toEqual([])
})
