/** What a mail says, as a comment holds it. */
import { commentMax } from './request.ts'

/** Characters that Markdown gives a meaning wherever they stand. Between letters an underscore has none, and addresses have them. */
const everywhere = /[\\`*[\]<>&~|$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu
/** What has a meaning where a line begins. */
const atStart = /^( {0,3})(?=(?:#|[-+=](?:\s|$|[-=])|:))/
const numbered = /^( {0,3}\d{1,9})([.)])(?=\s|$)/

/** Markdown that shows a plain text as it is: nothing in it is emphasis, a heading, a quotation or HTML. */
export function asMarkdown(text: string): string {
  return text.split('\n').map(lineAsMarkdown).join('\n')
}

function lineAsMarkdown(line: string): string {
  // Four spaces would begin a block of code.
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  const rest = line.slice(indent.length).trimEnd()
  const shown = '\u00a0'.repeat(Math.min(indent.replaceAll('\t', '    ').length, 40))
  const escaped = rest.replaceAll(everywhere, '\\$&').replace(numbered, '$1\\$2').replace(atStart, '$1\\')
  return shown + escaped
}

const cutMark = '…'

/**
 * The text of a mail as lines: without what cannot be seen, without more than two empty lines in a row, and no longer than a
 * comment may be.
 */
export function plainMailText(given: string): string {
  const text = given
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u200b\u2060\ufeff\u00ad]/gu, '')
    .split('\n')
    .map(withoutBlanksBehind)
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
  return text
}

/** Counted from the end: an expression would begin anew at each of a hundred thousand blanks with a letter behind them. */
function withoutBlanksBehind(line: string): string {
  let end = line.length
  while (end > 0 && blanks.has(line.charCodeAt(end - 1))) end--
  return line.slice(0, end)
}
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0xa0])

/** Markdown that is no longer than a comment may be; what is cut off is marked. */
export function withinComment(markdown: string): string {
  if (markdown.length <= commentMax) return markdown
  const cut = markdown.slice(0, commentMax - cutMark.length - 1)
  // Neither half a character nor half an escape.
  return `${cut.replace(/[\ud800-\udbff]$|\\$/, '')}\n${cutMark}`
}

const lineMax = 1_000

/** A header's text in one line: what is unseen, and line breaks above all, is gone. */
export function headerText(given: string): string {
  return given
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, lineMax)
    .toWellFormed()
}
