import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import 'virtual:theme.css'
import './ui/base.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connection } from './connection.ts'
import { LanguageProvider, loadLanguage } from './language.tsx'
import { paths } from './paths.ts'
import { askerKey, askWhoIsHere } from './portal/self-queries.ts'
import { createQueryClient } from './queries.ts'
import { createPageRouter } from './routes.tsx'
import { theme } from './ui/theme.ts'

const router = createPageRouter()

/** Whose session is over signs in and comes back to the same page. */
function leadToTheDoor() {
  const { pathname, href } = router.state.location
  if (!/^\/(?:admin|console|demo)(?:\/|$)/.test(pathname)) {
    // At the help centre the door stands on the page itself, as soon as it is known that nobody is here any more.
    if (client.getQueryData(askerKey)) void askWhoIsHere(client)
    return
  }
  client.clear()
  void router.navigate({ to: paths.signIn, search: { to: href } })
}

const client = createQueryClient(leadToTheDoor)

const root = document.getElementById('root')
if (!root) throw new Error('the page has no place for its content')
// The words that every page says come beside the page's own parts. Until all are there the document shows what it has (`web/first/`):
// a page that is begun without them would be an empty one. That the server cannot be reached is said by a page of ours.
const words = loadLanguage()
await Promise.race([router.load(), connection.whenLost()])
const language = await words
// Without its style nothing can be read: the document says so, and offers to load again.
if (document.documentElement.dataset.unstyled !== undefined) throw new Error('a style sheet is gone')
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      // Both would be inline styles, which the content security policy forbids; see vite.config.ts.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <LanguageProvider first={language}>
          <RouterProvider router={router} />
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
