/**
 * What an answer quotes of the mail before it. Mail programs mark that each in its way, in words of its user's language: here are
 * those of Gmail, Outlook, Apple Mail and Thunderbird, in English and German.
 */

export interface Folded {
  /** What was written now. */
  readonly body: string
  /** What was quoted; null where nothing was. */
  readonly quoted: string | null
}

/** Whoever forwards a mail means what is in it. */
const forwards = /^\s*(?:fwd?|wg|weitergeleitet)\s*:/i

const isQuote = (line: string) => /^\s*>/.test(line)
const isEmpty = (line: string) => line.trim() === ''

/** A line that says whose words follow may be broken into so many. */
const attributionLines = 4
const lineMax = 400

/** Whether a line says whose words follow. Looked at word by word: a pattern would take long over a line that is made for it. */
function isAttribution(said: string): boolean {
  const line = said.replace(/^>\s*/, '')
  if (!/\d/.test(line)) return false
  // `On Tue, 3 May 2026 at 10:11, Ann Lee <ann@globex.com> wrote:` of Gmail, Apple Mail and Thunderbird.
  if (line.startsWith('On ')) return line.endsWith(' wrote:')
  if (!line.endsWith(':')) return false
  // `Am Di., 3. Mai 2026 um 10:11 Uhr schrieb Ann Lee <ann@globex.com>:` of the same.
  if (line.startsWith('Am ')) return line.includes(' schrieb ')
  // `Ann Lee <ann@globex.com> schrieb am Di., 3. Mai 2026, 10:11:` of Gmail on phones.
  return line.includes('> schrieb am ')
}

/** `-----Original Message-----` of Outlook and others. */
const original = /^\s*-{3,}\s*(?:Original Message|Ursprüngliche Nachricht|Originalnachricht)\s*-{3,}\s*$/i
/** The line that Outlook draws above the head of what it quotes. */
const rule = /^\s*_{20,}\s*$/
/** The head itself, of which the first three lines tell it from what somebody might write. */
const heads = [
  [/^\*?From:\*?\s/i, /^\*?(?:Sent|Date):\*?\s/i, /^\*?To:\*?\s/i],
  [/^\*?Von:\*?\s/i, /^\*?(?:Gesendet|Datum):\*?\s/i, /^\*?An:\*?\s/i],
] as const

/** How many lines from a place on say whose words follow; 0: they do not. */
function attributionAt(lines: readonly string[], at: number): number {
  const first = lines[at] ?? ''
  if (!/^(?:>\s*)?(?:On|Am)\s/.test(first) && !first.includes('@')) return 0
  let said = ''
  for (let count = 1; count <= attributionLines && at + count <= lines.length; count++) {
    const line = (lines[at + count - 1] ?? '').trim()
    if (line === '' || line.length > lineMax) return 0
    said = said === '' ? line : `${said} ${line.replace(/^>\s*/, '')}`
    if (isAttribution(said)) return count
  }
  return 0
}

/** Whether the head of a quoted mail begins here, as Outlook writes it. */
function isHeadAt(lines: readonly string[], at: number): boolean {
  return heads.some((head) => head.every((pattern, n) => pattern.test((lines[at + n] ?? '').trim())))
}

/**
 * Parts what was written from what is quoted. Answers that stand between the lines of what they answer stay as they are: one is
 * not understood without the other.
 * @param subject by which forwarded mails are known: nothing in them is folded
 */
export function foldQuoted(text: string, subject: string): Folded {
  const whole: Folded = { body: text, quoted: null }
  if (forwards.test(subject)) return whole
  const lines = text.split('\n')
  const found = quotedRange(lines)
  if (!found) return whole
  const before = lines.slice(0, found.from).join('\n').trim()
  const after = lines.slice(found.to).join('\n').trim()
  const body = [before, after].filter((part) => part !== '').join('\n\n')
  // Nothing but a quotation: then that is what somebody wanted to say.
  if (body === '') return whole
  return { body, quoted: lines.slice(found.from, found.to).join('\n').trim() }
}

interface Range {
  readonly from: number
  readonly to: number
}

function quotedRange(lines: readonly string[]): Range | undefined {
  for (const [at, line] of lines.entries()) {
    if (original.test(line) || isHeadAt(lines, at)) return { from: withRule(lines, at), to: lines.length }
    const count = attributionAt(lines, at)
    if (count > 0) return quotedFrom(lines, at, at + count)
    if (isQuote(line)) return quotedFrom(lines, at, at)
  }
  return undefined
}

/** The line that Outlook draws belongs to what it stands above. */
function withRule(lines: readonly string[], at: number): number {
  let above = at
  while (above > 0 && isEmpty(lines[above - 1] ?? '')) above--
  return above > 0 && rule.test(lines[above - 1] ?? '') ? above - 1 : at
}

/** The quotation that begins at a place; undefined where answers stand within it. */
function quotedFrom(lines: readonly string[], from: number, begins: number): Range | undefined {
  const isMarked = (line: string) => isQuote(line) || isEmpty(line)
  const firstSaid = lines.findIndex((line, n) => n >= begins && !isEmpty(line))
  // Somebody says whose words follow, and does not mark them: they are all that follows.
  if (begins > from && firstSaid >= 0 && !isQuote(lines[firstSaid] ?? '')) return { from, to: lines.length }
  const after = lines.findIndex((line, n) => n >= begins && !isMarked(line))
  if (after < 0) return { from, to: lines.length }
  const goesOn = lines.some((line, n) => n > after && isQuote(line))
  return goesOn ? undefined : { from, to: after }
}
