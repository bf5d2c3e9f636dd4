// What ends soon, so that it is renewed before it does.
import { keyOf } from '../model/ids.ts'
import { expiryDays, expiryThreshold } from '../model/work.ts'
import { type Administrator, listAdministrators } from '../storage/access/staff.ts'
import type { Database } from '../storage/database.ts'
import { type ExpiringToken, expiringTokens, noteTokenWarning } from '../storage/identity/tokens.ts'
import { queueMail } from '../storage/mails.ts'
import type { Site } from '../storage/sites.ts'

const dayMs = 24 * 60 * 60 * 1000
const noticeMs = (Math.max(...expiryDays) + 1) * dayMs
/** What ended longer ago is nobody's news. */
const pastMs = 7 * dayMs

/** The directory tokens that end within two weeks, or ended within the last. */
async function expiriesOf(database: Database, siteId: number, now: Date): Promise<ExpiringToken[]> {
  const from = new Date(now.getTime() - pastMs)
  const [rows = []] = await database.readInSite(siteId, [
    expiringTokens(siteId, from, new Date(now.getTime() + noticeMs)),
  ])
  return rows as ExpiringToken[]
}

/**
 * Writes to the administrators of each token that ends in 14 days, in 3, or now: once for each of these, whoever runs it how
 * often.
 */
export async function checkExpiries(database: Database, site: Site, now: Date): Promise<void> {
  const { id: siteId, deletionDue } = site
  // It answers nothing, so nothing could be done about it. Once it is restored the thresholds hold again.
  if (deletionDue !== null) return
  for (const token of await expiriesOf(database, siteId, now)) {
    const days = expiryThreshold(token.expiresAt, now)
    if (days === undefined || (token.warnedDays !== null && token.warnedDays <= days)) continue
    await database.inSite(siteId, async (tx) => {
      const [noted, administrators] = (await tx.readAll([
        noteTokenWarning(siteId, token.directoryId, token.tokenId, days),
        listAdministrators(siteId),
      ])) as [unknown[], Administrator[]]
      if (noted.length === 0) return
      for (const { id: personId, name, address, language } of administrators) {
        const to = { personId, name, address, language }
        queueMail(tx, now, to, 'token-expires', {
          directory: token.directoryName,
          label: token.label,
          expiresAt: token.expiresAt.toISOString(),
          path: `/admin/directories/${keyOf(token.directoryId)}/tokens`,
        })
      }
    })
  }
}
