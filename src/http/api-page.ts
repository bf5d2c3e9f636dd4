import type { Contract, Route } from '../model/contract.ts'
import { problemTable } from './problem.ts'

/**
 * The API for people: every route by chapter, and what the problems mean. Without scripts: it is readable everywhere.
 * @param siteName undefined where no site answers
 */
export function apiPage(contracts: readonly Contract[], siteName: string | undefined): string {
  const of = siteName === undefined ? '' : `${htmlOf(siteName)}: `
  const routes = contracts.flatMap((contract) => Object.values(contract))
  const chapters = [...new Set(routes.map(({ tag }) => tag))]
  const anchor = (tag: string) => tag.toLowerCase().replaceAll(' ', '-')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${of}Doorward API</title>
<style>${style}</style>
<main>
${
  siteName === undefined
    ? ''
    : `<p><strong><bdi>${htmlOf(siteName)}</bdi></strong></p>
`
}<h1>Doorward API</h1>
<p>JSON over HTTP. The whole of it for programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<h2 id="calling">Calling it</h2>
<p>Make an API key under <em>API keys</em>, and show it with each call:</p>
<pre>curl -H 'Authorization: Bearer dwk_…' …/api/directories</pre>
<ul>
<li>A key may do what is in its scope, as long as its owner may. It ends with its owner's account.</li>
<li>Whoever asks at the help centre makes one at the own account page there: it calls what stands below for an <code>asker</code>, and nothing else.</li>
<li>Lists answer <code>items</code> and <code>next</code>: give <code>next</code> as <code>after</code> for the following page; null is the end.</li>
<li>What makes something new answers 201. With an <code>Idempotency-Key</code> header (a UUID) its repetition makes nothing twice.</li>
<li><code>/api/events</code> tells what changes while it changes, as server-sent events: of which kind and in which directory, and you read it anew. After
<code>everything</code> something may have been missed.</li>
<li>Moments are ISO 8601 in UTC. A field that is not known is refused by its name.</li>
</ul>
<nav><h2>Chapters</h2><ul>${chapters.map((tag) => `<li><a href="#${anchor(tag)}">${htmlOf(tag)}</a></li>`).join('')}</ul></nav>
${chapters.map((tag) => chapter(tag, anchor(tag), routes)).join('\n')}
<h2 id="problems">Problems</h2>
<p>An error is a problem (RFC 9457) with <code>code</code>, a sentence in <code>detail</code>, the <code>requestId</code> for the server's log, and in
<code>errors</code> each <code>field</code> at fault with its <code>rule</code>.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead><tbody>
${Object.entries(problemTable)
  .map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${htmlOf(title)}</td></tr>`,
  )
  .join('\n')}
</tbody></table>
</main>
</html>`
}

function chapter(tag: string, anchor: string, routes: readonly Route[]): string {
  const rows = routes
    .filter((route) => route.tag === tag)
    .map(
      ({ method, path, summary, permission, alsoNeeds = [], sessionOnly, freshSignIn }) =>
        `<tr><td><code>${method} ${htmlOf(path)}</code></td><td>${htmlOf(summary)}</td><td>${htmlOf([permission, ...alsoNeeds].join(' and '))}${sessionOnly ? ', at a browser' : ''}${freshSignInWords(freshSignIn)}</td></tr>`,
    )
  return `<h2 id="${anchor}">${htmlOf(tag)}</h2>
<table><thead><tr><th>call</th><th>what it does</th><th>needs</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`
}

function freshSignInWords(asked: Route['freshSignIn']): string {
  if (!asked) return ''
  const who = asked === 'at-a-browser' ? 'at a browser ' : ''
  return `, ${who}<a href="#fresh-sign-in-needed">signed in just now</a>`
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
const htmlOf = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character)

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}
main{max-width:72rem;margin:auto;padding:1rem}h2{margin-top:2.5rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8886}
td:first-child{overflow-wrap:anywhere}pre{overflow:auto;padding:.8rem;border:1px solid #8886}`
