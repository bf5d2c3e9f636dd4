import { access } from './en-access.ts'
import { apiKeys, deskNotices, proof } from './en-account.ts'
import { addresses } from './en-addresses.ts'
import { atOnce } from './en-at-once.ts'
import { audit } from './en-audit.ts'
import { brake } from './en-brake.ts'
import { byHand } from './en-by-hand.ts'
import { cases } from './en-cases.ts'
import { dialect } from './en-dialect.ts'
import { employees } from './en-employees.ts'
import { exchanges } from './en-exchanges.ts'
import { groups } from './en-groups.ts'
import { heldPeople } from './en-held.ts'
import { known } from './en-known.ts'
import { mail } from './en-mail.ts'
import { mapping } from './en-mapping.ts'
import { overview } from './en-overview.ts'
import { parting } from './en-parting.ts'
import { preview } from './en-preview.ts'
import { sessions } from './en-sessions.ts'
import { shared } from './en-shared.ts'
import { deletion, meanwhile, settings } from './en-site.ts'
import { staff } from './en-staff.ts'
import { unmanaged } from './en-unmanaged.ts'
import { subscription, usage } from './en-usage.ts'
import { work } from './en-work.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Everything the pages say, in English. The other catalogues have this shape; see product.md for the words. */
export const en = {
  ...shared,
  next: 'Next',
  back: 'Back',
  yes: 'Yes',
  no: 'No',
  none: 'none',

  shell: {
    administration: 'Administration',
    places: 'Sections',
    openMenu: 'Open the menu',
    closeMenu: 'Close the menu',
    signOut: 'Sign out',
    overview: 'Overview',
    directories: 'Directories',
    cases: 'Cases',
    people: 'People',
    organizations: 'Organizations',
    portals: 'Portals',
    access: 'Access',
    staff: 'Staff',
    apiKeys: 'API keys',
    mail: 'Mail',
    audit: 'Audit',
    work: 'Background work',
    subscription: 'Subscription',
    settings: 'Settings',
    account: 'Your account',
    console: 'Agent console',
    importing: 'Import',
  },
  roles: { owner: 'owner', admin: 'admin', agent: 'agent', auditor: 'auditor', member: 'member' },
  roleCounts: {
    owners: 'Owners',
    admins: 'Admins',
    agents: 'Agents',
    auditors: 'Auditors',
    members: 'Members',
    customers: 'Customers',
  },

  overview,
  cases,
  directories: {
    sub: 'Each connects one identity provider of a customer company.',
    all: 'All directories',
    connect: 'Connect an identity provider',
    none: 'No identity provider is connected yet',
    noneWhy:
      'Connect the identity provider of a customer company: its people and groups appear here as customers and organizations, and leave when they leave there.',
    seeItWork: 'See it work',
    demonstration:
      'A help desk with three customer companies, whose identity providers and mail servers are played on your machine: Globex writes as Microsoft Entra ID does and signs in by SAML, Initech as Okta does and by OpenID Connect, Hooli has a file and no provider. Somebody is hired, marries, is dismissed, or writes as somebody else at the press of a button, and you read what was sent, what came back, and what changed.',
    demonstrationCommand: 'In the folder of Doorward, in a second terminal',
    demonstrationPort: 'While this server runs, with another port: PORT=3100 in front of it.',
    demonstrationApart:
      'It has a data directory of its own, ./data-demo, touches nothing of this site, and answers on its own machine alone.',
    directory: 'Directory',
    state: 'State',
    lastExchange: 'Last exchange',
    people: 'Active people',
    groups: 'Groups',
    tokens: 'Tokens',
    noToken: 'None',
    noCall: 'No call yet',
    notRecognised: 'not recognised yet',
  },
  subscription,
  usage,
  directory: {
    setupSentAlready: 'This address has the set-up page already. Withdraw that link to send another.',
    title: 'Directory',
    tabs: {
      directory: 'Exchanges',
      directoryPeople: 'People',
      directoryGroups: 'Groups',
      mapping: 'Mapping',
      preview: 'Preview',
      domains: 'Domains',
      tokens: 'Tokens',
      directorySignIn: 'Sign-in',
      directorySettings: 'Settings',
      provisioning: 'Provisioning',
    },
    people: (n: number) => plural(n, { one: '1 active person', other: '{n} active people' }),
    groups: (n: number) => plural(n, { one: '1 group', other: '{n} groups' }),
    lastExchange: 'Last exchange',
    acts: {
      live: {
        button: 'Pause',
        title: (name: string) => `Pause ${name}?`,
        effect:
          'Nobody new gets in and nobody joins an organization until you resume. Sessions go on. Whoever leaves still loses access at once.',
      },
      paused: {
        button: 'Resume',
        title: (name: string) => `Resume ${name}?`,
        effect: 'What arrived during the pause is granted now.',
      },
      rehearsal: 'Go live',
    },
  },
  exchanges,
  groups,
  people: {
    sub: 'Customers: people with a portal-only account. They never cost anything.',
    search: 'Search people',
    searchHint: 'A name, or an address of now or earlier',
    none: 'No customer yet',
    noneWhy: 'Customers appear when the identity provider of a directory sends its people.',
    nobodyFound: (text: string) => `Nobody matches “${text}”`,
    nobodyFoundWhy: 'The search looks into names, and at the beginning of present and former addresses.',
    noneOf: (directory: string) => `Nobody of ${directory} yet`,
    noneOfWhy: 'People appear here within a second after the identity provider has sent them.',
    noneWhileNotLive: 'The directory is not live: people are received, and appear when it goes live.',
    person: 'Person',
    managedBy: 'Managed by',
    unmanaged: 'No directory',
    state: 'State',
    active: 'Active',
    inactive: 'Inactive',
    waits: 'Waits for a decision',
    erased: 'Erased: what stays is a row for the requests',
    inactiveWhy: 'Inactive: cannot sign in',
    deactivatedHere: 'Deactivated here: cannot sign in, through the directory either',
    merged: 'Merged with another customer',
    mergedWhy: 'Requests, addresses and everything else are with the survivor.',
    toSurvivor: 'Go to the survivor',
    changed: 'Changed',
    noAddress: 'No address. Signs in by SSO, gets no mail.',
    account: 'Account',
    address: 'Address',
    userIn: (directory: string) => `User in ${directory}`,
    noUserName: 'without a user name',
    notSaid: 'Not said',
    requests: 'Requests',
    requestCount: (n: number) => plural(n, { none: 'None yet', one: '1 request', other: '{n} requests' }),
    since: 'Known since',
    formerAddresses: 'Former addresses',
    noFormerAddress: 'None. When the address changes, the old one stays findable here.',
    until: 'Until',
    noOrganization: 'None.',
    timeline: 'What happened',
  },
  organizations: {
    sub: 'Companies and teams whose members can share requests.',
    none: 'No organization yet',
    noneWhy:
      'Groups of a directory become organizations, and a directory may have a home organization. You can also make one by hand.',
    organization: 'Organization',
    sources: 'Fed by',
    noSource: 'Nothing. It has no members.',
    since: 'Made',
    members: 'Members',
    noMember: 'Nobody belongs to it now',
    noMemberWhy: 'Whoever its sources name appears here at once.',
    because: 'Because of',
    memberSince: 'Since',
  },
  unmanaged,
  atOnce,
  byHand,
  heldPeople,
  employees,
  known,
  dialect,
  mapping,
  brake,
  parting,
  addresses,
  sessions,
  preview,
  access,
  directorySettings: {
    title: 'What this identity provider is given',
    lead: 'Identity providers read the standard differently. The preset fits the provider; change a single setting only if its IT asks for it.',
    preset: 'Preset',
    presetHint: 'Which provider calls.',
    codeDoor: 'Codes by mail for its people',
    codeDoorHint:
      'Beside the sign-in of their own company, or as long as there is none. Never where that is required.',
    codeDoorNo: 'No: their company signs them in',
    codeDoorYes: 'Yes: a code by mail lets them in as well',
    auto: 'Chosen when the provider is recognised',
    generic: 'Any identity provider',
    saved: 'Saved. Calls follow within half a second.',
  },
  staff,
  audit,
  mail,
  work,
  meanwhile,
  settings,
  deletion,
  proof,
  apiKeys,
  deskNotices,
}

export type Texts = typeof en
