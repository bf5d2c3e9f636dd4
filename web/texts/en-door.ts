import { ownWays } from './en-own-ways.ts'
import { portal } from './en-portal.ts'
import { shared } from './en-shared.ts'

/** What the help centre's door and the own account behind it say, beside what every page says, in English. */
export const door = { ...shared, portal, ownWays }

export type DoorTexts = typeof door
