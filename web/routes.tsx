import { createRoute, createRouter, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { mailInTexts } from './admin/mail-in-texts.ts'
import { adminRoutes } from './admin-routes.tsx'
import { brand } from './brand.ts'
import { consoleRoutes } from './console-routes.tsx'
import { demoTexts } from './demo/demo-texts.ts'
import { helpTexts } from './help/help-texts.ts'
import { keyTexts } from './help/key-texts.ts'
import { part } from './page-part.ts'
import { demoPath, paths } from './paths.ts'
import { doorTexts } from './portal/door-texts.ts'
import { PageFailed } from './root.tsx'
import { root } from './root-route.tsx'
import { searches } from './searches.ts'
import { setUpTexts } from './set-up-texts.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { staffTexts } from './staff-texts.ts'

/** Around the pages of the help centre; the words come with the shell. */
const help = createRoute({
  getParentRoute: () => root,
  id: 'help',
  component: lazyRouteComponent(
    part(() => import('./help/help-shell.tsx'), helpTexts, doorTexts),
    'HelpShell',
  ),
})
const home = createRoute({
  getParentRoute: () => help,
  path: paths.home,
  component: lazyRouteComponent(
    part(() => import('./help/home-page.tsx')),
    'HomePage',
  ),
})
const portal = createRoute({
  getParentRoute: () => help,
  path: paths.portal,
  component: lazyRouteComponent(
    part(() => import('./help/portal-page.tsx')),
    'PortalPage',
  ),
})
const requestForm = createRoute({
  getParentRoute: () => help,
  path: paths.requestForm,
  component: lazyRouteComponent(
    part(() => import('./help/request-form-page.tsx')),
    'RequestFormPage',
  ),
})
const requests = createRoute({
  getParentRoute: () => help,
  path: paths.requests,
  validateSearch: searches.requests,
  component: lazyRouteComponent(
    part(() => import('./help/requests-page.tsx')),
    'RequestsPage',
  ),
})
const request = createRoute({
  getParentRoute: () => help,
  path: paths.request,
  component: lazyRouteComponent(
    part(() => import('./help/request-page.tsx')),
    'RequestPage',
  ),
})
const ownAccount = createRoute({
  getParentRoute: () => help,
  path: paths.ownAccount,
  component: lazyRouteComponent(
    part(() => import('./help/account-page.tsx'), keyTexts),
    'AccountPage',
  ),
})
const prove = createRoute({
  getParentRoute: () => help,
  path: paths.prove,
  component: lazyRouteComponent(
    part(() => import('./help/prove-page.tsx')),
    'ProvePage',
  ),
})
const signInFailed = createRoute({
  getParentRoute: () => root,
  path: paths.signInFailed,
  validateSearch: searches.signInFailed,
  component: lazyRouteComponent(
    part(() => import('./portal/sign-in-failed-page.tsx'), doorTexts),
    'SignInFailedPage',
  ),
})
const start = createRoute({
  getParentRoute: () => root,
  path: paths.start,
  component: lazyRouteComponent(
    part(() => import('./sign-in/start-page.tsx')),
    'StartPage',
  ),
})
const link = createRoute({
  getParentRoute: () => root,
  path: paths.link,
  component: lazyRouteComponent(
    part(() => import('./sign-in/link-page.tsx')),
    'LinkPage',
  ),
})
const setup = createRoute({
  getParentRoute: () => root,
  path: paths.setup,
  validateSearch: searches.setup,
  component: lazyRouteComponent(
    part(() => import('./setup/setup-page.tsx'), setUpTexts),
    'SetupPage',
  ),
})
const setupTest = createRoute({
  getParentRoute: () => root,
  path: paths.setupTest,
  component: lazyRouteComponent(
    part(() => import('./setup/test-page.tsx'), setUpTexts),
    'SetupTestPage',
  ),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: paths.invitation,
  component: lazyRouteComponent(
    part(() => import('./portal/invitation-page.tsx'), doorTexts),
    'InvitationPage',
  ),
})
const fewerMails = createRoute({
  getParentRoute: () => root,
  path: paths.fewerMails,
  component: lazyRouteComponent(
    part(() => import('./portal/fewer-mails-page.tsx'), doorTexts),
    'FewerMailsPage',
  ),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: searches.signIn,
  component: SignInPage,
})

/** A page of demonstrations alone. */
const demo = createRoute({
  getParentRoute: () => root,
  path: demoPath,
  validateSearch: searches.demo,
  beforeLoad: () => {
    if (!brand().isDemonstration) throw notFound()
  },
  component: lazyRouteComponent(
    part(() => import('./demo/demo-page.tsx'), demoTexts, staffTexts, mailInTexts),
    'DemoPage',
  ),
})

const tree = root.addChildren([
  help.addChildren([home, portal, requestForm, requests, request, ownAccount, prove]),
  start,
  link,
  signIn,
  signInFailed,
  setup,
  setupTest,
  invitation,
  fewerMails,
  demo,
  adminRoutes,
  consoleRoutes,
])

/** The router; tests and the build see every page through it. */
export function createPageRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
}
