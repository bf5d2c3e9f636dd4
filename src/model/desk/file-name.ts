/** Names of files that people attach. A name is shown and handed on with the file; where the file lies never depends on it. */

const nameMax = 150
const nameless = 'file'

/** Control characters, and those that only steer how text is laid out: with one of them `exe.png` can be shown of `gnp.exe`. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu
/** An emoji of several parts is held together by one of the unseen. */
const joinedEmoji =
  /(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic})/gu
const joinerKept = '\ufdd0'
/** What ends a name, divides a path or means something to a system on which the file is kept one day. */
const unfit = /["*:<>?|/\\]/g
/** Devices of Windows, with whatever ending. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/**
 * The name under which a file is shown and downloaded: of a path its last part, without what cannot be seen or is unfit for a
 * name, of 150 characters at most; the ending is kept. What nothing is left of is called `file`.
 */
export function cleanFileName(given: string): string {
  const seen = given
    .toWellFormed()
    .normalize('NFC')
    .replace(joinedEmoji, joinerKept)
    .replaceAll(unseen, (character) => (character === joinerKept ? '\u200d' : character === '\t' ? ' ' : ''))
  const last = seen.split(/[/\\]/).findLast((part) => !/^[.\s]*$/.test(part)) ?? ''
  const fit = last
    .replaceAll(unfit, '_')
    .replaceAll(/\s+/g, ' ')
    // Neither hidden nor with an ending that Windows would drop.
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(device, '_$1')
  return shortened(fit) || nameless
}

function shortened(name: string): string {
  const characters = [...name]
  if (characters.length <= nameMax) return name
  const ending = /\.[^.\s]{1,15}$/.exec(name)?.[0] ?? ''
  const kept = nameMax - [...ending].length - 1
  return `${characters.slice(0, kept).join('').trimEnd()}…${ending}`
}

/** What a name says that the file is: its last ending, folded; an empty text when it has none. */
export function endingOf(name: string): string {
  return /\.([^.\s]{1,15})$/.exec(name)?.[1]?.toLowerCase() ?? ''
}
