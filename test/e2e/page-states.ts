// Every page, and the states that it can be in.
import { keyOf } from '../../src/model/ids.ts'
import type { paths } from '../../web/paths.ts'
import type { SeededSite } from '../fixtures/seeded-site.ts'

/**
 * `empty`: a site where nothing was done yet; `loading`: no answer has come yet; `full`: a site in use; `error`: a server
 * whose database is away; `gone`: what the address names is no more.
 */
export type State = 'empty' | 'loading' | 'full' | 'error' | 'gone'

/** Where the pages of single things are. */
export interface Places extends SeededSite {
  /** Secrets of links that still work. */
  readonly startLink: string
  readonly inviteLink: string
  readonly setupLink: string
  readonly invitation: string
  /** Of what the owner has asked, and of its kind. */
  readonly requestId: string
  readonly askedTypeId: string
  /** Of a sign-in that the owner tried out. */
  readonly reportId: string
  readonly portalId: string
  readonly requestTypeId: string
}

interface PageStates {
  readonly states: readonly State[]
  readonly at: (places: Places) => string
}

const whole = ['empty', 'loading', 'full', 'error'] as const
const single = ['loading', 'full', 'error', 'gone'] as const
const form = ['loading', 'full', 'error'] as const

const inGlobex =
  (rest = '') =>
  ({ globex }: Places) =>
    `/admin/directories/${keyOf(globex.directory.directoryId)}${rest}`

export const pageStates: { readonly [Page in keyof typeof paths]: PageStates } = {
  home: { states: ['loading', 'full', 'error'], at: () => '/' },
  portal: { states: form, at: () => '/portal/SUP' },
  requestForm: { states: single, at: ({ askedTypeId }) => `/portal/SUP/${askedTypeId}` },
  requests: { states: whole, at: () => '/requests' },
  request: { states: single, at: ({ requestId }) => `/requests/${requestId}` },
  ownAccount: { states: form, at: () => '/account' },
  start: { states: single, at: ({ startLink }) => `/start/${startLink}` },
  link: { states: single, at: ({ inviteLink }) => `/link/${inviteLink}` },
  setup: { states: single, at: ({ setupLink }) => `/setup/${setupLink}` },
  // Whoever is at no set-up page is told so.
  setupTest: { states: form, at: ({ reportId }) => `/setup/test/${reportId}` },
  invitation: { states: single, at: ({ invitation }) => `/invitation/${invitation}` },
  // To one of the staff it says that it is for somebody else.
  prove: { states: form, at: () => '/prove/dwr_000001_nothing' },
  fewerMails: { states: ['gone'], at: () => '/fewer-mails/1' },
  queue: { states: whole, at: () => '/console' },
  newRequest: { states: ['loading', 'full', 'error'], at: () => '/console/new' },
  consoleSettings: { states: whole, at: () => '/console/settings' },
  consoleRequest: { states: single, at: () => '/console/SUP-1' },
  signIn: { states: ['full'], at: () => '/sign-in' },
  signInFailed: { states: ['full'], at: () => '/sign-in/failed?why=held&door=0000010000b0' },
  overview: { states: whole, at: () => '/admin' },
  directories: { states: whole, at: () => '/admin/directories' },
  connect: { states: ['full'], at: () => '/admin/directories/new?step=provider' },
  directory: { states: single, at: inGlobex() },
  provisioning: { states: single, at: inGlobex('/provisioning') },
  directoryPeople: { states: single, at: inGlobex('/people') },
  directoryGroups: { states: single, at: inGlobex('/groups') },
  directoryGroup: {
    states: single,
    at: (places) => inGlobex(`/groups/${places.groupId}`)(places),
  },
  mapping: { states: single, at: inGlobex('/mapping') },
  preview: {
    states: single,
    at: ({ rehearsed }) => `/admin/directories/${keyOf(rehearsed.directoryId)}/preview`,
  },
  signInTest: {
    states: single,
    at: (places) => inGlobex(`/sign-in/test/${places.reportId}`)(places),
  },
  domains: { states: single, at: inGlobex('/domains') },
  directorySignIn: { states: single, at: inGlobex('/sign-in') },
  tokens: { states: single, at: inGlobex('/tokens') },
  directorySettings: { states: single, at: inGlobex('/settings') },
  cases: { states: whole, at: () => '/admin/cases' },
  case: { states: single, at: ({ caseId }) => `/admin/cases/${caseId}` },
  people: { states: whole, at: () => '/admin/people' },
  imports: { states: whole, at: () => '/admin/people/import' },
  invitations: { states: whole, at: () => '/admin/people/invitations' },
  import: { states: single, at: ({ importId }) => `/admin/people/import/${importId}` },
  person: { states: single, at: ({ customerId }) => `/admin/people/${customerId}` },
  organizations: { states: whole, at: () => '/admin/organizations' },
  organization: { states: single, at: ({ organizationId }) => `/admin/organizations/${organizationId}` },
  portals: { states: form, at: () => '/admin/portals' },
  portalSetup: {
    states: single,
    at: ({ portalId, requestTypeId }) => `/admin/portals/${portalId}?type=${requestTypeId}`,
  },
  access: { states: form, at: () => '/admin/access?email=bo%40initech.example' },
  staff: { states: form, at: () => '/admin/staff' },
  apiKeys: { states: whole, at: () => '/admin/api-keys' },
  refusedMail: { states: whole, at: () => '/admin/mail/refused' },
  senders: { states: whole, at: () => '/admin/mail/senders' },
  mailboxes: { states: whole, at: () => '/admin/mail/mailboxes' },
  mail: { states: whole, at: () => '/admin/mail' },
  audit: { states: form, at: () => '/admin/audit' },
  work: { states: whole, at: () => '/admin/work' },
  subscription: { states: form, at: () => '/admin/subscription' },
  settings: { states: form, at: () => '/admin/settings' },
  account: { states: form, at: () => '/admin/account' },
}
