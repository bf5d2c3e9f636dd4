import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** As many as a program has places where something goes wrong. */
const placesMax = 1_000
/** The build that this is a part of: no other file is looked for. */
const ownFolder = new URL('.', import.meta.url).href
const known = new Map<string, string>()

/** A place in a file; lines and columns count from 0. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface Origin extends Place {
  /** Which of the map's sources. */
  readonly source: number
}

/**
 * The frames of a stack with the places in the sources instead of those in the build. Node would do the same
 * (`--enable-source-maps`), and keep 50 MB for it from the start on: here a map is read when something went wrong, and let go.
 * @param folder the build's, as a URL
 */
export function withSourcePlaces(frames: string, folder = ownFolder): string {
  const named = [...frames.matchAll(/(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g)].filter(
    ([whole, file = '']) => file.startsWith(folder) && !known.has(whole),
  )
  if (known.size > placesMax) known.clear()
  for (const [file = '', places] of Map.groupBy(named, ([, file]) => file)) learn(file, places)
  return frames.replace(/file:\/\/[^\s()]+\.js:\d+:\d+/g, (place) => known.get(place) ?? place)
}

function learn(file: string, places: readonly RegExpExecArray[]): void {
  let path: string
  let map: { readonly sources: readonly string[]; readonly mappings: string }
  try {
    path = fileURLToPath(file)
    map = JSON.parse(readFileSync(`${path}.map`, 'utf8'))
  } catch {
    // A message may hold what only looks like a place.
    return
  }
  const wanted = places.map(([, , line, column]) => ({ line: Number(line) - 1, column: Number(column) - 1 }))
  const origins = originsOf(map.mappings, wanted)
  for (const [nth, [place]] of places.entries()) {
    const { source = -1, line = 0, column = 0 } = origins[nth] ?? {}
    const name = map.sources[source]
    // A place that comes from nowhere is known as well, or the map would be read again for it.
    known.set(
      place,
      name === undefined ? place : `${pathToFileURL(join(dirname(path), name))}:${line + 1}:${column + 1}`,
    )
  }
}

/** What a letter stands for, by its code. */
const digits = new Uint8Array(128)
for (const [digit, letter] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  digits[letter.charCodeAt(0)] = digit
}
const [comma, semicolon] = [','.charCodeAt(0), ';'.charCodeAt(0)]

/**
 * Where places of a generated file come from: each from the last segment of its line that begins before it. A segment is up to
 * five numbers, each the difference to the one before, of six bits a letter: the lowest bits first, one that says that more
 * follow, and the sign as the lowest of all (ECMA-426, "Mappings structure"). So all is read, two million letters, while everybody
 * waits: in one pass, and nothing is made of what nobody asked for.
 */
export function originsOf(mappings: string, places: readonly Place[]): readonly (Origin | undefined)[] {
  const found: (Origin | undefined)[] = places.map(() => undefined)
  const left = places
    .map(({ line, column }, nth) => ({ line, column, nth }))
    .sort((one, other) => one.line - other.line || one.column - other.column)
  let line = 0
  // Column, source and the place in it, of the segment that is read; and of the one before, where that has any.
  const at = [0, 0, 0, 0, 0]
  let before: Origin | undefined
  let [field, value, shift] = [0, 0, 0]
  for (let n = 0; n <= mappings.length && left.length > 0; n++) {
    const code = n < mappings.length ? mappings.charCodeAt(n) : semicolon
    if (code !== comma && code !== semicolon) {
      const digit = digits[code] ?? 0
      value |= (digit & 31) << shift
      shift += 5
      if (digit & 32) continue
      at[field] = (at[field] ?? 0) + (value & 1 ? -(value >> 1) : value >> 1)
      field++
      value = 0
      shift = 0
      continue
    }
    const isAsked = left[0]?.line === line
    if (isAsked && field > 0) {
      const [column = 0, source = 0, sourceLine = 0, sourceColumn = 0] = at
      takeUntil(column)
      before = field > 1 ? { source, line: sourceLine, column: sourceColumn } : undefined
    }
    field = 0
    if (code === comma) continue
    if (isAsked) takeUntil(Number.POSITIVE_INFINITY)
    line++
    at[0] = 0
    before = undefined
  }
  return found

  /** What lies on this line before the segment that was read comes from the one before that. */
  function takeUntil(column: number): void {
    while (left[0]?.line === line && left[0].column < column) {
      const next = left.shift()
      if (next) found[next.nth] = before
    }
  }
}
