// The original's ids are numbers, and clients of it declare them so. Ours are UUIDs of version 7, which begin with the millisecond in
// which they were made: it and twelve of the bits that count up within one make a number that JavaScript holds exactly, until the year 2039.
import { conflict } from '../../model/errors.ts'
import { isResourceId } from '../../model/ids.ts'

const perMillisecond = 4096

/** The number of what has this id. */
export function numberOf(id: string): string {
  const digits = id.replaceAll('-', '')
  const milliseconds = Number.parseInt(digits.slice(0, 12), 16)
  // Where `newId` counts up within a millisecond.
  const [nine = 0, ten = 0] = [digits.slice(18, 20), digits.slice(20, 22)].map((byte) =>
    Number.parseInt(byte, 16),
  )
  return String(milliseconds * perMillisecond + (((nine & 0x3f) << 6) | (ten >> 2)))
}

/** Whether something is meant: by its number, by its id, or, where it has one, by its key. */
export function isMeant(given: string, id: string, key?: string): boolean {
  return given === id || given === numberOf(id) || (key !== undefined && given.toUpperCase() === key)
}

/** Between which ids the one of a number lies; undefined for what is no number. */
export function idsAround(given: string): { readonly lowest: string; readonly highest: string } | undefined {
  if (!/^\d{1,16}$/.test(given) || !Number.isSafeInteger(Number(given))) return undefined
  const digits = Math.floor(Number(given) / perMillisecond)
    .toString(16)
    .padStart(12, '0')
  const begin = `${digits.slice(0, 8)}-${digits.slice(8)}`
  return { lowest: `${begin}-0000-0000-000000000000`, highest: `${begin}-ffff-ffff-ffffffffffff` }
}

/**
 * The id that is meant.
 * @param made the ids of the millisecond that a number names
 * @returns undefined: there is none
 * @throws DoorwardError 'conflict' where two processes made two of one number: then the id tells them apart
 */
export async function idMeant(
  given: string,
  made: (lowest: string, highest: string) => Promise<readonly string[]>,
): Promise<string | undefined> {
  if (isResourceId(given)) return given
  const around = idsAround(given)
  if (!around) return undefined
  const [found, ...others] = (await made(around.lowest, around.highest)).filter(
    (id) => numberOf(id) === given,
  )
  if (others.length > 0) throw conflict(`Two have the number ${given}. Use the uuid.`)
  return found
}
