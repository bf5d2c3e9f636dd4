// The pages of the administration, inside their shell.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { auditTexts } from './admin/audit-texts.ts'
import { importTexts } from './admin/import-texts.ts'
import { mailInTexts } from './admin/mail-in-texts.ts'
import { movingTexts } from './admin/moving-texts.ts'
import { personTexts } from './admin/person-texts.ts'
import { portalTexts } from './admin/portal-texts.ts'
import { settingsTexts } from './admin/settings-texts.ts'
import { part } from './page-part.ts'
import { paths } from './paths.ts'
import { root } from './root-route.tsx'
import { searches } from './searches.ts'
import { setUpTexts } from './set-up-texts.ts'
import { staffTexts } from './staff-texts.ts'

/** A path of the administration, as its parent's route wants it. */
function within<Rest extends string>(path: `/admin${Rest}`): Rest {
  return path.slice(paths.overview.length) as Rest
}

/** Around the pages of the administration. */
const admin = createRoute({
  getParentRoute: () => root,
  path: paths.overview,
  component: lazyRouteComponent(
    // The words come with the shell: each page inside is shown after it.
    part(() => import('./admin/admin-shell.tsx'), staffTexts),
    'AdminShell',
  ),
})
const overview = createRoute({
  getParentRoute: () => admin,
  path: '/',
  validateSearch: searches.overview,
  component: lazyRouteComponent(
    part(() => import('./admin/overview-page.tsx')),
    'OverviewPage',
  ),
})
const directories = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directories),
  component: lazyRouteComponent(
    part(() => import('./admin/directories-page.tsx')),
    'DirectoriesPage',
  ),
})
const connect = createRoute({
  getParentRoute: () => admin,
  path: within(paths.connect),
  validateSearch: searches.connect,
  component: lazyRouteComponent(
    part(() => import('./admin/connect-page.tsx'), setUpTexts),
    'ConnectPage',
  ),
})
const directory = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directory),
  validateSearch: searches.directory,
  component: lazyRouteComponent(
    part(() => import('./admin/exchanges-page.tsx')),
    'ExchangesPage',
  ),
})
const provisioning = createRoute({
  getParentRoute: () => admin,
  path: within(paths.provisioning),
  validateSearch: searches.provisioning,
  component: lazyRouteComponent(
    part(() => import('./admin/provisioning-page.tsx'), setUpTexts),
    'ProvisioningPage',
  ),
})
const directoryPeople = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directoryPeople),
  component: lazyRouteComponent(
    part(() => import('./admin/directory-people-page.tsx')),
    'DirectoryPeoplePage',
  ),
})
const directoryGroups = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directoryGroups),
  validateSearch: searches.directoryGroups,
  component: lazyRouteComponent(
    part(() => import('./admin/directory-groups-page.tsx')),
    'DirectoryGroupsPage',
  ),
})
const directoryGroup = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directoryGroup),
  component: lazyRouteComponent(
    part(() => import('./admin/directory-group-page.tsx')),
    'DirectoryGroupPage',
  ),
})
const signInTest = createRoute({
  getParentRoute: () => admin,
  path: within(paths.signInTest),
  component: lazyRouteComponent(
    part(() => import('./admin/sign-in/test-report.tsx'), setUpTexts),
    'TestReportPage',
  ),
})
const mapping = createRoute({
  getParentRoute: () => admin,
  path: within(paths.mapping),
  component: lazyRouteComponent(
    part(() => import('./admin/mapping-page.tsx')),
    'MappingPage',
  ),
})
const preview = createRoute({
  getParentRoute: () => admin,
  path: within(paths.preview),
  validateSearch: searches.preview,
  component: lazyRouteComponent(
    part(() => import('./admin/preview-page.tsx')),
    'PreviewPage',
  ),
})
const domains = createRoute({
  getParentRoute: () => admin,
  path: within(paths.domains),
  component: lazyRouteComponent(
    part(() => import('./admin/domains-page.tsx'), movingTexts, setUpTexts),
    'DomainsPage',
  ),
})
const directorySignIn = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directorySignIn),
  validateSearch: searches.directorySignIn,
  component: lazyRouteComponent(
    part(() => import('./admin/sign-in/sign-in-page.tsx'), setUpTexts),
    'DirectorySignInPage',
  ),
})
const tokens = createRoute({
  getParentRoute: () => admin,
  path: within(paths.tokens),
  component: lazyRouteComponent(
    part(() => import('./admin/tokens-page.tsx'), setUpTexts),
    'TokensPage',
  ),
})
const directorySettings = createRoute({
  getParentRoute: () => admin,
  path: within(paths.directorySettings),
  component: lazyRouteComponent(
    part(() => import('./admin/directory-settings-page.tsx')),
    'DirectorySettingsPage',
  ),
})
const cases = createRoute({
  getParentRoute: () => admin,
  path: within(paths.cases),
  validateSearch: searches.cases,
  component: lazyRouteComponent(
    part(() => import('./admin/cases-page.tsx')),
    'CasesPage',
  ),
})
const oneCase = createRoute({
  getParentRoute: () => admin,
  path: within(paths.case),
  component: lazyRouteComponent(
    part(() => import('./admin/case-page.tsx')),
    'CasePage',
  ),
})
const people = createRoute({
  getParentRoute: () => admin,
  path: within(paths.people),
  validateSearch: searches.people,
  component: lazyRouteComponent(
    part(() => import('./admin/people-page.tsx'), movingTexts),
    'PeoplePage',
  ),
})
const imports = createRoute({
  getParentRoute: () => admin,
  path: within(paths.imports),
  validateSearch: searches.imports,
  component: lazyRouteComponent(
    part(() => import('./admin/import-page.tsx'), importTexts),
    'ImportPage',
  ),
})
const invitations = createRoute({
  getParentRoute: () => admin,
  path: within(paths.invitations),
  validateSearch: searches.invitations,
  component: lazyRouteComponent(
    part(() => import('./admin/invitations-page.tsx')),
    'InvitationsPage',
  ),
})
const importDetail = createRoute({
  getParentRoute: () => admin,
  path: within(paths.import),
  validateSearch: searches.importDetail,
  component: lazyRouteComponent(
    part(() => import('./admin/import-detail-page.tsx'), importTexts),
    'ImportDetailPage',
  ),
})
const person = createRoute({
  getParentRoute: () => admin,
  path: within(paths.person),
  component: lazyRouteComponent(
    part(() => import('./admin/person-page.tsx'), personTexts, auditTexts),
    'PersonPage',
  ),
})
const organizations = createRoute({
  getParentRoute: () => admin,
  path: within(paths.organizations),
  component: lazyRouteComponent(
    part(() => import('./admin/organizations-page.tsx')),
    'OrganizationsPage',
  ),
})
const organization = createRoute({
  getParentRoute: () => admin,
  path: within(paths.organization),
  component: lazyRouteComponent(
    part(() => import('./admin/organization-page.tsx')),
    'OrganizationPage',
  ),
})
const apiKeys = createRoute({
  getParentRoute: () => admin,
  path: within(paths.apiKeys),
  component: lazyRouteComponent(
    part(() => import('./admin/api-keys-page.tsx')),
    'ApiKeysPage',
  ),
})
const portals = createRoute({
  getParentRoute: () => admin,
  path: within(paths.portals),
  component: lazyRouteComponent(
    part(() => import('./admin/portals-page.tsx'), portalTexts),
    'PortalsPage',
  ),
})
const portalSetup = createRoute({
  getParentRoute: () => admin,
  path: within(paths.portalSetup),
  validateSearch: searches.portalSetup,
  component: lazyRouteComponent(
    part(() => import('./admin/portal-setup-page.tsx'), portalTexts),
    'PortalSetupPage',
  ),
})
const access = createRoute({
  getParentRoute: () => admin,
  path: within(paths.access),
  validateSearch: searches.access,
  component: lazyRouteComponent(
    part(() => import('./admin/access-page.tsx')),
    'AccessPage',
  ),
})
const staff = createRoute({
  getParentRoute: () => admin,
  path: within(paths.staff),
  component: lazyRouteComponent(
    part(() => import('./admin/staff-page.tsx')),
    'StaffPage',
  ),
})
const audit = createRoute({
  getParentRoute: () => admin,
  path: within(paths.audit),
  validateSearch: searches.audit,
  component: lazyRouteComponent(
    part(() => import('./admin/audit-page.tsx'), auditTexts),
    'AuditPage',
  ),
})
const work = createRoute({
  getParentRoute: () => admin,
  path: within(paths.work),
  component: lazyRouteComponent(
    part(() => import('./admin/work-page.tsx')),
    'WorkPage',
  ),
})
const mail = createRoute({
  getParentRoute: () => admin,
  path: within(paths.mail),
  validateSearch: searches.mail,
  component: lazyRouteComponent(
    part(() => import('./admin/mail-page.tsx'), mailInTexts),
    'MailPage',
  ),
})
const refusedMail = createRoute({
  getParentRoute: () => admin,
  path: within(paths.refusedMail),
  validateSearch: searches.refusedMail,
  component: lazyRouteComponent(
    part(() => import('./admin/refused-mail-page.tsx'), mailInTexts),
    'RefusedMailPage',
  ),
})
const senders = createRoute({
  getParentRoute: () => admin,
  path: within(paths.senders),
  validateSearch: searches.senders,
  component: lazyRouteComponent(
    part(() => import('./admin/senders-page.tsx'), mailInTexts),
    'SendersPage',
  ),
})
const mailboxes = createRoute({
  getParentRoute: () => admin,
  path: within(paths.mailboxes),
  component: lazyRouteComponent(
    part(() => import('./admin/mailboxes-page.tsx'), mailInTexts),
    'MailboxesPage',
  ),
})
const subscription = createRoute({
  getParentRoute: () => admin,
  path: within(paths.subscription),
  validateSearch: searches.subscription,
  component: lazyRouteComponent(
    part(() => import('./admin/subscription-page.tsx')),
    'SubscriptionPage',
  ),
})
const settings = createRoute({
  getParentRoute: () => admin,
  path: within(paths.settings),
  component: lazyRouteComponent(
    part(() => import('./admin/settings-page.tsx'), settingsTexts),
    'SettingsPage',
  ),
})
const account = createRoute({
  getParentRoute: () => admin,
  path: within(paths.account),
  component: lazyRouteComponent(
    part(() => import('./admin/account-page.tsx')),
    'AccountPage',
  ),
})

export const adminRoutes = admin.addChildren([
  overview,
  directories,
  connect,
  directory,
  provisioning,
  directoryPeople,
  directoryGroups,
  directoryGroup,
  signInTest,
  mapping,
  preview,
  domains,
  directorySignIn,
  tokens,
  directorySettings,
  cases,
  oneCase,
  people,
  imports,
  invitations,
  importDetail,
  person,
  organizations,
  organization,
  portals,
  portalSetup,
  access,
  staff,
  apiKeys,
  audit,
  mail,
  mailboxes,
  refusedMail,
  senders,
  work,
  subscription,
  settings,
  account,
])
