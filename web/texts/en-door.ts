import { fewerMails } from './en-fewer-mails.ts'
import { ownWays } from './en-own-ways.ts'
import { portal } from './en-portal.ts'
import { shared } from './en-shared.ts'

/** What the help centre's door and the own account behind it say, beside what every page says, in English. */
export const door = { ...shared, portal, ownWays, fewerMails }

export type DoorTexts = typeof door
