import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { adminRoutes } from './admin-routes.tsx'
import { part } from './page-part.ts'
import { paths } from './paths.ts'
import { PageFailed } from './root.tsx'
import { root } from './root-route.tsx'
import { searches } from './searches.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { staffTexts } from './staff-texts.ts'

const home = createRoute({
  getParentRoute: () => root,
  path: paths.home,
  component: lazyRouteComponent(
    part(() => import('./portal/portal-page.tsx')),
    'PortalPage',
  ),
})
const signInFailed = createRoute({
  getParentRoute: () => root,
  path: paths.signInFailed,
  validateSearch: searches.signInFailed,
  component: lazyRouteComponent(
    part(() => import('./portal/sign-in-failed-page.tsx')),
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
    part(() => import('./setup/setup-page.tsx'), staffTexts),
    'SetupPage',
  ),
})
const setupTest = createRoute({
  getParentRoute: () => root,
  path: paths.setupTest,
  component: lazyRouteComponent(
    part(() => import('./setup/test-page.tsx'), staffTexts),
    'SetupTestPage',
  ),
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: paths.invitation,
  component: lazyRouteComponent(
    part(() => import('./portal/invitation-page.tsx')),
    'InvitationPage',
  ),
})
const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: searches.signIn,
  component: SignInPage,
})

const tree = root.addChildren([
  home,
  start,
  link,
  signIn,
  signInFailed,
  setup,
  setupTest,
  invitation,
  adminRoutes,
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
