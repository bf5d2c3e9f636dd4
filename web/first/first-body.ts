import { first as german } from '../texts/de-first.ts'
import { first as english, type FirstTexts } from '../texts/en-first.ts'

const inBoth = (name: keyof FirstTexts, className = '') =>
  [['en', english] as const, ['de', german] as const]
    .map(([lang, texts]) => `<span lang="${lang}"${className}>${texts[name]}</span>`)
    .join(' ')

const again = `<button type="button">${inBoth('again')}</button>`

/** The mark as `ui/mark.tsx` draws it. */
const mark =
  '<svg class="f-mark" width="22" height="22" viewBox="0 0 24 24" aria-hidden="true"><rect x="2.75" y="2.75" width="18.5" height="18.5" rx="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M7 21V5.5l8 2.6V21z" fill="currentColor"/></svg>'

/**
 * What stands in the document until the pages have come. The server writes the site's name and logo into it (`http/web-app.ts`),
 * and whose face it is stands at the document's root.
 */
export const firstBody = () =>
  [
    '<div id="first">',
    `<header class="f-bar"><span class="f-name">${mark}<bdi>Doorward</bdi></span></header>`,
    '<main class="f-main">',
    '<i></i><i></i><i></i><i></i><i></i>',
    `<p class="f-say f-loading" role="status">${inBoth('loading')}</p>`,
    `<div class="f-say f-slow" role="status"><p>${inBoth('slow')}</p>${again}</div>`,
    `<div class="f-say f-failed" role="alert"><p>${inBoth('failed')}</p>${again}</div>`,
    `<noscript><p lang="en" class="f-both">${english.noScript}</p><p lang="de" class="f-both">${german.noScript}</p></noscript>`,
    '</main>',
    '</div>',
  ].join('')
