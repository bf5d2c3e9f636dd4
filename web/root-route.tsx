import { createRootRoute } from '@tanstack/react-router'
import { PageFailed, Root } from './root.tsx'
import { NotFoundPage } from './sign-in/not-found-page.tsx'

/** Around every page. */
export const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailed,
})
