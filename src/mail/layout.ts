import type { Block, Branding, MailDocument } from './document.ts'
import { logoCid } from './logo.ts'

/** What surrounds the text of every mail. */
export interface Frame extends Branding {
  readonly language: string
  readonly greeting: string
  readonly footer: string
  readonly buttonHint: string
}

/** A mail as plain text. */
export function plainOf({ blocks }: MailDocument, { greeting, footer, siteName, siteUrl }: Frame): string {
  const parts = blocks.map((block) => {
    if (block.kind === 'button') return `${block.label}:\n${block.url}`
    if (block.kind === 'facts') return block.facts.map(([label, value]) => `${label}: ${value}`).join('\n')
    return block.text
  })
  return [greeting, ...parts, `-- \n${siteName}\n${siteUrl}\n${footer}`].join('\n\n').concat('\n')
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** Fit for HTML's text and its quoted attributes. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

const font = "font-family:Inter,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const colours = { text: '#1d2433', quiet: '#5b6577', line: '#e3e7ee', ground: '#f4f6f9', paper: '#ffffff' }

/**
 * A mail as HTML that mail programs show: tables and styles in attributes, because many know nothing else; the style sheet
 * only turns it dark where that is understood. It loads nothing, so it tells nobody that it was read: the logo is a part of it.
 */
export function htmlOf({ subject, blocks }: MailDocument, frame: Frame): string {
  const { language, greeting, footer, siteUrl } = frame
  const paragraphs = [paragraph(greeting), ...blocks.map((block) => htmlOfBlock(block, frame))]
  return `<!doctype html>
<html lang="${escaped(language)}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: #12161f !important; }
  .paper { background: #1b212d !important; border-color: #2c3443 !important; }
  .text { color: #e8ecf3 !important; }
  .quiet { color: #a4aebf !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background:${colours.ground}">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" style="background:${colours.ground}">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:${colours.paper};border:1px solid ${colours.line};border-top:4px solid ${frame.accent};border-radius:8px">
<tr><td class="text" style="padding:24px 28px 4px;${font};font-size:16px;font-weight:600;color:${colours.text}">${head(frame)}</td></tr>
<tr><td style="padding:8px 28px 20px">
${paragraphs.join('\n')}
</td></tr>
</table>
<p class="quiet" style="margin:16px 0 0;max-width:560px;${font};font-size:13px;line-height:1.5;color:${colours.quiet}">${bdi(footer)}<br><a class="quiet" href="${escaped(siteUrl)}" style="color:${colours.quiet}">${escaped(siteUrl)}</a></p>
</td></tr>
</table>
</body>
</html>
`
}

/** The site's logo, and its name where there is none or it is not shown. */
function head({ siteName, logo }: Frame): string {
  if (!logo) return bdi(siteName)
  return `<img src="cid:${logoCid}" alt="${escaped(siteName)}" width="${logo.width}" height="${logo.height}" style="display:block;border:0">`
}

/** Names in a script that runs the other way stay within themselves. */
const bdi = (text: string) => `<bdi>${escaped(text)}</bdi>`

function paragraph(text: string, isQuiet = false): string {
  const [name, colour, size] = isQuiet ? ['quiet', colours.quiet, 14] : ['text', colours.text, 16]
  return `<p class="${name}" style="margin:0 0 16px;${font};font-size:${size}px;line-height:1.55;color:${colour};overflow-wrap:anywhere">${bdi(text)}</p>`
}

function htmlOfBlock(block: Block, { accent, buttonHint }: Frame): string {
  if (block.kind === 'paragraph') return paragraph(block.text)
  if (block.kind === 'note') return paragraph(block.text, true)
  if (block.kind === 'facts') {
    const cell = `padding:4px 16px 4px 0;${font};font-size:15px;line-height:1.5;text-align:start;vertical-align:top`
    const rows = block.facts.map(
      ([label, value]) =>
        `<tr><th class="quiet" scope="row" style="${cell};font-weight:400;color:${colours.quiet}">${escaped(label)}</th><td class="text" style="${cell};color:${colours.text};overflow-wrap:anywhere">${bdi(value)}</td></tr>`,
    )
    return `<table cellpadding="0" cellspacing="0" style="margin:0 0 16px">${rows.join('')}</table>`
  }
  const url = escaped(block.url)
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:4px 0 16px"><tr><td style="border-radius:6px;background:${accent}"><a href="${url}" style="display:inline-block;padding:12px 22px;${font};font-size:16px;font-weight:600;color:#ffffff;text-decoration:none">${escaped(block.label)}</a></td></tr></table>
${paragraph(buttonHint, true)}
<p style="margin:-10px 0 16px;${font};font-size:14px;line-height:1.5;overflow-wrap:anywhere"><a class="quiet" href="${url}" style="color:${colours.quiet}">${url}</a></p>`
}
