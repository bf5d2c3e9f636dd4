// The pages of the agent console, inside their shell.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { consoleTexts } from './console/console-texts.ts'
import { part } from './page-part.ts'
import { paths } from './paths.ts'
import { root } from './root-route.tsx'
import { searches } from './searches.ts'

/** Around the pages of the console; the words come with the shell. */
const console = createRoute({
  getParentRoute: () => root,
  id: 'console',
  component: lazyRouteComponent(
    part(() => import('./console/console-shell.tsx'), consoleTexts),
    'ConsoleShell',
  ),
})
const queue = createRoute({
  getParentRoute: () => console,
  path: paths.queue,
  validateSearch: searches.queue,
  component: lazyRouteComponent(
    part(() => import('./console/queue-page.tsx')),
    'QueuePage',
  ),
})
const newRequest = createRoute({
  getParentRoute: () => console,
  path: paths.newRequest,
  component: lazyRouteComponent(
    part(() => import('./console/new-request-page.tsx')),
    'NewRequestPage',
  ),
})
const settings = createRoute({
  getParentRoute: () => console,
  path: paths.consoleSettings,
  component: lazyRouteComponent(
    part(() => import('./console/settings-page.tsx')),
    'SettingsPage',
  ),
})
const request = createRoute({
  getParentRoute: () => console,
  path: paths.consoleRequest,
  validateSearch: searches.queue,
  component: lazyRouteComponent(
    part(() => import('./console/request-page.tsx')),
    'RequestPage',
  ),
})

export const consoleRoutes = console.addChildren([queue, newRequest, settings, request])
