import { fewerMails } from './de-fewer-mails.ts'
import { ownWays } from './de-own-ways.ts'
import { portal } from './de-portal.ts'
import { shared } from './de-shared.ts'
import type { DoorTexts } from './en-door.ts'

/** What the help centre's door and the own account behind it say, beside what every page says, in German. */
export const door: DoorTexts = { ...shared, portal, ownWays, fewerMails }
