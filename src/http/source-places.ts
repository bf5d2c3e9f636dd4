import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** As many as a program has places where something goes wrong. */
const placesMax = 1_000
const digits = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((c, n) => [c, n]),
)
const known = new Map<string, string>()

/**
 * The frames of a stack with the places in the sources instead of those in the bundle, as far as a source map lies beside it.
 * Node would do the same (`--enable-source-maps`), and keep 50 MB for it from the start on: here a map is read when something went
 * wrong, and let go.
 */
export function withSourcePlaces(frames: string): string {
  return frames.replace(/(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g, (place, file, line, column) => {
    const before = known.get(place)
    if (before !== undefined) return before
    const found = sourcePlace(fileURLToPath(file), Number(line), Number(column)) ?? place
    if (known.size < placesMax) known.set(place, found)
    return found
  })
}

function sourcePlace(file: string, line: number, column: number): string | undefined {
  let map: { readonly sources: readonly string[]; readonly mappings: string }
  try {
    map = JSON.parse(readFileSync(`${file}.map`, 'utf8'))
  } catch {
    return undefined
  }
  const place = originOf(map.mappings, line - 1, column - 1)
  const source = place && map.sources[place.source]
  if (place === undefined || source === undefined) return undefined
  return `${pathToFileURL(join(dirname(file), source))}:${place.line + 1}:${place.column + 1}`
}

interface Origin {
  readonly source: number
  readonly line: number
  readonly column: number
}

/**
 * Where a place of a generated file comes from: the last segment of its line that begins before it. Each segment says the
 * difference to the one before, so all are read up to there (ECMA-426, "Mappings structure"). Lines and columns count from 0.
 */
export function originOf(mappings: string, line: number, column: number): Origin | undefined {
  let [source, sourceLine, sourceColumn] = [0, 0, 0]
  let found: Origin | undefined
  for (const [nth, segments] of mappings.split(';').entries()) {
    if (nth > line) break
    let at = 0
    for (const segment of segments === '' ? [] : segments.split(',')) {
      const [moved = 0, ...origin] = numbersOf(segment)
      at += moved
      source += origin[0] ?? 0
      sourceLine += origin[1] ?? 0
      sourceColumn += origin[2] ?? 0
      if (nth < line) continue
      if (at > column) return found
      found = origin.length > 0 ? { source, line: sourceLine, column: sourceColumn } : undefined
    }
  }
  return found
}

/** Numbers of six bits a letter, the lowest first: one bit says that more follow, and the lowest of all is the sign. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = []
  let [value, shift] = [0, 0]
  for (const letter of segment) {
    const digit = digits.get(letter) ?? 0
    value |= (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    numbers.push(value & 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}
