// The first start: everything that the demonstration begins with, made by the server's own API and by what providers, browsers and
// mail servers send. Only the site's first link comes from within.
import { randomBytes } from 'node:crypto'
import { brakeMin } from '../../src/model/identity/brake.ts'
import type { CompanyId } from '../contract.ts'
import { agentsGroup, companyPlans, peopleOf, type Size } from './companies.ts'
import { inventedPerson } from './people.ts'
import { askedRequests, portals, writtenMails } from './requests.ts'
import { SiteClient } from './site-client.ts'
import { type LiveCompany, mailbox, nameOf, type Stage, strangeDomain } from './stage.ts'
import { waitFor } from './wait-for.ts'

export interface Seeding {
  readonly stage: Stage
  readonly size: Size
  /** The secret of the link by which the first site is named. */
  readonly startLink: string
  /** Says how far it is, for whoever waits. */
  say(step: string): void
}

/** Who the site belongs to; the password is chosen by whoever opens the link at the end. */
const owner = { name: 'Robin Umbra', address: 'robin@umbra.example' } as const
const siteName = 'Umbra Support'

/** In the background things are done within a second; a busy machine may need longer. */
const backgroundMaxMs = 60_000
/** A provider sends about so many calls at once. */
const inParallel = 4

/**
 * Fills an empty server.
 * @returns the owner's id
 */
export async function seed(seeding: Seeding): Promise<string> {
  const { stage, startLink, say } = seeding
  const client = new SiteClient(stage.origin)
  say('the help desk and its owner')
  const password = randomBytes(24).toString('base64url')
  const me = await client.call('completeStart', {
    params: { link: startLink },
    body: { siteName, ...owner, password },
  })
  await setUpSite(client)
  const types = await setUpPortals(client)
  await client.call('addMailbox', { body: { address: mailbox, requestTypeId: types.question } })
  // A file is read in the background, a step every few seconds: providers send meanwhile.
  const roster = bringRoster(client, seeding, stage.company('hooli'))
  roster.catch(() => undefined)
  for (const plan of companyPlans) {
    say(`${plan.name}: ${peopleOf(plan, seeding.size)} people`)
    if (!plan.provider) continue
    const company = stage.company(plan.id)
    await connect(client, stage, company)
    await fill(seeding, company)
    await openDoor(client, company)
  }
  say('agents, and what people ask')
  await giveSeats(client, stage.company('umbra'))
  await askAndAnswer(stage, types)
  await roster
  say('mails, and what nobody can decide but a person')
  await writeMails(client, stage)
  await raiseDoubts(client, stage)
  await client.call('signOut', {})
  return me.staff.id
}

async function setUpSite(client: SiteClient): Promise<void> {
  await client.call('changeSite', {
    body: { accent: '#7a3e9d', staffDomains: ['umbra.example'], companyChooser: true },
  })
  await client.call('changeAccessPolicy', { body: { unknownSenders: 'accept' } })
}

type RequestTypes = { readonly question: string; readonly return: string; readonly access: string }

async function setUpPortals(client: SiteClient): Promise<RequestTypes> {
  const { items } = await client.call('listPortals', {})
  const [first] = items
  if (!first) throw new Error('the site has no portal')
  const { items: types } = await client.call('listRequestTypes', { params: { portalId: first.id } })
  const add = async (
    { key, name, description }: (typeof portals)[keyof typeof portals],
    type: string,
    label: string,
  ) => {
    const portal = await client.call('addPortal', {
      body: { key, name, description, audience: 'signed-in', forMembers: true },
    })
    const made = await client.call('addRequestType', {
      params: { portalId: portal.id },
      body: { name: type, fields: [{ kind: 'paragraph', label, isRequired: true }] },
    })
    return made.id
  }
  return {
    question: types[0]?.id ?? '',
    return: await add(portals.returns, 'Send something back', 'What is wrong with it?'),
    access: await add(portals.access, 'Ask for access', 'Who needs what, and from when on?'),
  }
}

/** Makes a company's directory, and proves or declares its domain. */
async function connect(client: SiteClient, stage: Stage, company: LiveCompany): Promise<void> {
  const { id, name, domain, provider } = company.plan
  if (!provider) return
  const { preset, audience } = provider
  const { directory, token } = await client.call('createDirectory', {
    body: { name, audience, preset, ...(audience === 'customers' && { home: name }) },
  })
  const { pathname } = new URL(directory.scimBaseUrl)
  stage.provide(company, { directoryId: directory.id, scimPath: pathname, token })
  if (audience === 'staff') return
  const params = { directoryId: directory.id }
  if (id === 'globex') {
    const { proof } = await client.call('beginDomainProof', { params, body: { domain } })
    if (proof) stage.publishProof(proof.record, proof.value)
    await client.call('verifyDomain', { params: { ...params, domain } })
  } else await client.call('declareDomain', { params, body: { domain } })
}

/** The provider sends its people and groups for the first time. */
async function fill({ size }: Seeding, company: LiveCompany): Promise<void> {
  const { plan, provided } = company
  if (!provided) return
  const { provisioner } = provided
  await provisioner.testConnection()
  const people = Array.from({ length: peopleOf(plan, size) }, (_, n) => inventedPerson(plan.id, n, plan))
  await each(people, async ({ address, ...person }) => {
    await provisioner.hire({ ...person, userName: address, address, active: true })
  })
  // Whichever was answered first: the demonstration begins the same each time.
  const hired = people.flatMap(({ key }) => provisioner.people.get(key) ?? [])
  provisioner.people.clear()
  for (const person of hired) provisioner.people.set(person.key, person)
  for (const [n, [name, ...departments]] of plan.groups.entries()) {
    const members = people.filter(({ department }) => departments.includes(department)).map(({ key }) => key)
    const key = teamKey(plan.id, n)
    await provisioner.pushGroup({ key, name, members: new Set() })
    await provisioner.join(key, members)
  }
}

/** Of the nth group. */
const teamKey = (id: CompanyId, n: number) => `${id}-group-${n + 1}`

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const lanes = Array.from({ length: inParallel }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  })
  await Promise.all(lanes)
}

/** A company's people come in a file, and somebody of the help desk says that the mailboxes are theirs. */
async function bringRoster(client: SiteClient, { size }: Seeding, company: LiveCompany): Promise<void> {
  const { plan } = company
  const people = Array.from({ length: peopleOf(plan, size) }, (_, n) => inventedPerson(plan.id, n, plan))
  company.roster = people.map(({ key, address, department, ...person }) => ({
    ...{ key, name: nameOf(person), address, department },
  }))
  // What a file names must be there.
  for (const name of [plan.name, ...plan.departments])
    await client.call('addOrganization', { body: { name } })
  const rows = company.roster.map(
    ({ name, address, department }) => `${name},${address},end-user,${plan.name}|${department},`,
  )
  const text = ['name,email,role,organization,tags', ...rows].join('\n')
  const body = { fileName: 'hooli-people.csv', text, proven: true }
  const { id: importId } = await client.call('createImport', { body })
  const reached = (state: 'checked' | 'applied') =>
    waitFor(async () => {
      const found = await client.call('getImport', { params: { importId } })
      return found.state === state ? true : undefined
    }, backgroundMaxMs)
  await reached('checked')
  await client.call('applyImport', { params: { importId } })
  await reached('applied')
}

/** The company's people sign in through its own provider. */
async function openDoor(client: SiteClient, { provided, identityProvider }: LiveCompany): Promise<void> {
  if (!provided || !identityProvider) return
  const params = { directoryId: provided.directoryId }
  if ('ssoUrl' in identityProvider) {
    const { entityId, ssoUrl, certificates } = await client.call('readMetadata', {
      params,
      body: { url: identityProvider.issuer },
    })
    await client.call('createConnection', {
      params,
      body: {
        ...{ protocol: 'saml', issuer: entityId, ssoUrl, matchBy: 'external-id' },
        certificates: certificates.map(({ pem }) => pem),
      },
    })
  } else {
    const { issuer, clientId, clientSecret } = identityProvider
    const { ours } = await client.call('createConnection', {
      params,
      body: { protocol: 'oidc', issuer, clientId, clientSecret, matchBy: 'external-id' },
    })
    identityProvider.admit(ours.redirectUri)
  }
  await client.call('changeConnection', { params, body: { mode: 'optional' } })
}

/** Whoever is in the agents' group has a seat, because the directory says so. */
async function giveSeats(client: SiteClient, { provided }: LiveCompany): Promise<void> {
  if (!provided) return
  const { directoryId, provisioner } = provided
  const group = [...provisioner.groups.values()].find(({ name }) => name === agentsGroup)
  await client.call('changeRoleRules', {
    params: { directoryId },
    body: { rules: [{ group: group?.scimId ?? '', role: 'agent' }] },
  })
  await waitFor(async () => {
    const { items } = await client.call('listStaff', { query: { directoryId, limit: 200 } })
    return items.some(({ role }) => role === 'agent') ? true : undefined
  }, backgroundMaxMs)
}

/** A person's own session, through their company. */
async function sessionOf(stage: Stage, id: CompanyId, key: string): Promise<SiteClient> {
  const { visitor, arrived } = await stage.signIn(stage.company(id), key)
  const cookies = visitor.cookiesAt(stage.origin)
  // Whoever is refused is led to a page that says why.
  if (cookies.size === 0 || new URL(arrived.url).pathname.startsWith('/sign-in'))
    throw new Error(`${key} of ${id} was not let in, and led to ${arrived.url}`)
  return new SiteClient(stage.origin, cookies)
}

/** People ask at the help centre, each signed in through their own company; agents answer. */
async function askAndAnswer(stage: Stage, types: RequestTypes): Promise<void> {
  const umbra = stage.company('umbra').provided
  const agentKeys = [...(umbra?.provisioner.groups.values() ?? [])].flatMap(({ members }) => [...members])
  const agents = await Promise.all(agentKeys.slice(0, 2).map((key) => sessionOf(stage, 'umbra', key)))
  const keysOf = (id: CompanyId) => [...(stage.company(id).provided?.provisioner.people.keys() ?? [])]
  for (const [n, asked] of askedRequests.entries()) {
    const [company, at] = asked.by
    const session = await sessionOf(stage, company, keysOf(company)[at] ?? '')
    const requestTypeId = types[asked.kind]
    const { fields } = await session.call('getHelpForm', { params: { requestTypeId } })
    const { organizations } = await session.call('getAsker', {})
    const { id: requestId } = await session.call('askRequest', {
      body: {
        ...{ requestTypeId, summary: asked.summary },
        fields: Object.fromEntries(fields.slice(0, 1).map(({ id }) => [id, asked.text])),
        organizationIds: asked.isShared ? organizations.map(({ id }) => id) : [],
      },
    })
    const agent = agents[n % agents.length]
    if (!agent) continue
    const params = { requestId }
    for (const [who, markdown] of asked.thread ?? []) {
      if (who === 'person') await session.call('writeOwnComment', { params, body: { markdown } })
      else await agent.call('writeComment', { params, body: { markdown, internal: who === 'note' } })
    }
    const { staff } = await agent.call('getMe', {})
    await agent.call('changeRequest', {
      params,
      body: {
        ...(asked.thread && { assigneeId: staff.id }),
        ...(asked.ends && { status: asked.ends }),
        ...(asked.priority && { priority: asked.priority }),
      },
    })
  }
}

/** Mails from people's own mailboxes, from somebody nobody knows, and one that is not what it seems. */
async function writeMails(client: SiteClient, stage: Stage): Promise<void> {
  for (const { from, n, subject, text } of writtenMails) {
    const company = stage.company(from)
    const writer = stage.peopleOf(company)[n]
    if (!writer) continue
    const body = `${text}\n${writer.name}`
    await stage.write({ from: writer, subject, text: body, signedBy: company.plan.domain })
  }
  const globex = stage.company('globex')
  const [ann] = stage.peopleOf(globex)
  if (ann) {
    const local = ann.address.slice(0, ann.address.indexOf('@'))
    const domain = stage.lookAlikeOf(globex)
    await stage.write({
      from: { name: ann.name, address: `${local}@${domain}` },
      subject: 'Please add a phone number to my account',
      text: 'Hello,\n\nplease add my new phone number, 555 0199, and send the code for my account there.\n\nAnn',
      signedBy: domain,
    })
  }
  await stage.write({
    from: { name: 'Iris Long', address: `iris.long@${strangeDomain}` },
    subject: 'Do you also rent label printers?',
    text: 'Hello, we need five of them for a fair in May. Do you rent them out?',
  })
  const wanted = writtenMails.length + 2
  await waitFor(async () => {
    const { items } = await client.call('listArrivedMails', { query: { limit: 50 } })
    return items.filter(({ result }) => result !== null).length >= wanted ? true : undefined
  }, backgroundMaxMs)
}

/** What a person must decide: each as it comes about in life. */
async function raiseDoubts(client: SiteClient, stage: Stage): Promise<void> {
  const globex = stage.company('globex')
  const initech = stage.company('initech')
  const hooli = stage.company('hooli')
  const [from, into] = [globex.provided?.provisioner, initech.provided?.provisioner]
  if (!from || !into) return
  const there = [...from.people.values()]
  // An organization of this name was made by hand, with somebody in it.
  const { id: organizationId } = await client.call('addOrganization', { body: { name: 'Initech Partners' } })
  const { items } = await client.call('listCustomers', { query: { query: hooli.roster[1]?.address ?? '' } })
  const customerId = items[0]?.id
  if (customerId) {
    await client.call('addOrganizationPerson', { params: { organizationId }, body: { customerId } })
  }
  const [first] = into.people.keys()
  await into.pushGroup({
    key: 'initech-partners',
    name: 'Initech Partners',
    members: new Set(first ? [first] : []),
  })
  const hire = (key: string, givenName: string, familyName: string, address: string, department: string) => {
    const userName = `${givenName}.${familyName}@initech.example`.toLowerCase()
    return into.hire({ key, givenName, familyName, userName, address, department, active: true })
  }
  // Initech says that an address of Globex's domain is one of its people's, and one of Hooli's, and one of the help desk's own.
  await hire('00uinidoubt1', 'Anna', 'Leigh', there.at(-1)?.address ?? '', 'Engineering')
  await hire('00uinidoubt2', 'Gavin', 'Bell', hooli.roster[2]?.address ?? '', 'Engineering')
  await hire('00uinidoubt3', 'Milton', 'Wade', 'milton.wade@umbra.example', 'Facilities')
  // The help desk's own directory says of the owner, who was there before it, that she is one of its people.
  await stage.company('umbra').provided?.provisioner.hire({
    ...{ key: '00uumbdoubt1', givenName: 'Robin', familyName: 'Umbra', department: 'Support' },
    ...{ userName: owner.address, address: owner.address, active: true },
  })
  // Somebody has married, somebody has left.
  const [married, left] = there.slice(-4)
  if (married) {
    stage.noteFormer(globex, married.key, married.address)
    const familyName = 'Winters'
    const address = `${married.givenName}.${familyName}@${globex.plan.domain}`.toLowerCase()
    await from.rename(married.key, { familyName, userName: address, address })
  }
  if (left) await from.dismiss(left.key)
  await takeOutMany(client, initech)
}

/**
 * Somebody at the company took people out of a team, more than on an ordinary day: the brake keeps what that takes from them. Out of
 * one team of many, as far as it has so many: then the whole directory goes on as before.
 */
async function takeOutMany(client: SiteClient, { plan, provided }: LiveCompany): Promise<void> {
  if (!provided) return
  const { provisioner } = provided
  let lost = 0
  for (const n of [...plan.groups.keys()].toReversed()) {
    const { key, members } = provisioner.groups.get(teamKey(plan.id, n)) ?? { key: '', members: [] }
    const leaving = [...members].slice(0, brakeMin - lost)
    await provisioner.leave(key, leaving)
    lost += leaving.length
    if (lost === brakeMin) break
  }
  await waitFor(async () => {
    const { items } = await client.call('listCases', { query: { kind: 'brake' } })
    return items.length > 0 ? true : undefined
  }, backgroundMaxMs)
}
