// Programs in letters of ASCII alone: a single other one anywhere makes Node keep the whole text of a file in two bytes for
// each letter, as long as the process runs. That was 8 MB.
import { parseAst } from 'vite'

const beyond = /[^\0-\x7f]/

/** The same program, where every other letter is written as its escape. */
export function inAscii(code) {
  if (!beyond.test(code)) return code
  const names = []
  collectNames(parseAst(code), code, names)
  let [text, at] = ['', 0]
  for (const { start, end } of names.sort((one, other) => one.start - other.start)) {
    text += withUnits(code.slice(at, start))
    text += code
      .slice(start, end)
      .replace(/[^\0-\x7f]/gu, (letter) => `\\u{${letter.codePointAt(0).toString(16)}}`)
    at = end
  }
  return text + withUnits(code.slice(at))
}

/**
 * In strings, templates and regular expressions, with and without the flag `u`, two halves of a pair are what the pair is.
 * A backslash before such a letter means nothing, and would now mean another thing.
 */
function withUnits(text) {
  return text.replace(/(\\*)([^\0-\x7f])/g, (_all, slashes, unit) => {
    const kept = slashes.length % 2 ? slashes.slice(1) : slashes
    return `${kept}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Names, which know no halves; and no text that is read as it was written, which an escape would change. */
function collectNames(node, code, names) {
  if (typeof node !== 'object' || node === null) return
  if (node.type === 'TaggedTemplateExpression' && beyond.test(code.slice(node.quasi.start, node.quasi.end))) {
    throw new Error(`a tagged template with other letters than ASCII: ${code.slice(node.start, node.end)}`)
  }
  if (/^(Private)?Identifier$/.test(node.type) && beyond.test(code.slice(node.start, node.end)))
    names.push(node)
  else for (const value of Array.isArray(node) ? node : Object.values(node)) collectNames(value, code, names)
}
