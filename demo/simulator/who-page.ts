// The page at which a simulated provider asks who somebody is: whoever is chosen is believed.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SignInPerson } from './company.ts'

const texts = {
  en: {
    title: 'Who are you?',
    about: 'a simulated identity provider',
    how: 'Choose one: nobody has a password here.',
    nobody: 'Nobody is active here.',
    here: 'This is where people of the company sign in. Begin at the help centre.',
  },
  de: {
    title: 'Wer sind Sie?',
    about: 'ein simulierter Identitätsanbieter',
    how: 'Wählen Sie eine Person: Ein Passwort hat hier niemand.',
    nobody: 'Hier ist niemand aktiv.',
    here: 'Hier melden sich die Leute des Unternehmens an. Beginnen Sie im Hilfe-Center.',
  },
}

const style = `
  :root { color-scheme: light dark; --line: light-dark(#d9dee5, #3a424d); --soft: light-dark(#5b6673, #a3adb9);
    --page: light-dark(#f4f6f8, #14181d); --card: light-dark(#fff, #1c2229); --over: light-dark(#eef3fb, #27303b) }
  body { margin: 0; padding: 3rem 1rem; background: var(--page); font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 30rem; margin: 0 auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden }
  header { padding: 1.5rem 1.5rem 1rem }
  h1 { margin: .75rem 0 .25rem; font-size: 1.375rem; line-height: 1.3 }
  b { color: light-dark(#14181d, #f4f6f8) }
  p { margin: 0; color: var(--soft); font-size: .875rem }
  ul { list-style: none; margin: 0; padding: 0 }
  a { display: block; padding: .75rem 1.5rem; border-top: 1px solid var(--line); color: inherit; text-decoration: none; overflow-wrap: anywhere }
  a:hover, a:focus-visible { background: var(--over) }
  a:focus-visible { outline: 2px solid #2f6fde; outline-offset: -2px }
  a span { display: block; color: var(--soft); font-size: .875rem }
`

const escapes: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => escapes[one] ?? one)

interface Question {
  readonly company: string
  readonly people: readonly SignInPerson[]
  /** Where the choice of a person leads; absent where nobody asked for a sign-in. */
  readonly linkOf?: (id: string) => string
}

/** Answers with the page, in the browser's language. */
export function askWho(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { company, people, linkOf }: Question,
): void {
  const language = /^de\b/i.test(headers['accept-language'] ?? '') ? 'de' : 'en'
  const { title, about, how, nobody, here } = texts[language]
  const byName = people.toSorted((a, b) => a.givenName.localeCompare(b.givenName))
  const links = byName.map(
    ({ id, givenName, familyName, address }) =>
      `<li><a href="${escaped(linkOf?.(id) ?? '')}">${escaped(`${givenName} ${familyName}`)} <span>${escaped(address)}</span></a></li>`,
  )
  const list = people.length > 0 ? `<ul>${links.join('')}</ul>` : ''
  const hint = linkOf ? (people.length > 0 ? how : nobody) : here
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .end(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(`${title} – ${company}`)}</title><style>${style}</style>
<main><header><p><b>${escaped(company)}</b> · ${about}</p><h1>${title}</h1><p>${hint}</p></header>${linkOf ? list : ''}</main>`,
    )
}
