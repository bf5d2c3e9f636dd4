// What ends soon, so that it is renewed before it does.
import { keyOf } from '../model/ids.ts'
import type { MailValues } from '../model/mail.ts'
import { certificateExpiryDays, expiryThreshold, tokenExpiryDays } from '../model/work.ts'
import {
  type ExpiringCertificate,
  expiringCertificates,
  noteCertificateWarning,
} from '../storage/access/connection-keys.ts'
import { type Administrator, listAdministrators } from '../storage/access/staff.ts'
import type { Database } from '../storage/database.ts'
import { type ExpiringToken, expiringTokens, noteTokenWarning } from '../storage/identity/tokens.ts'
import { queueMail } from '../storage/mails.ts'
import type { Site } from '../storage/sites.ts'
import type { Query } from '../storage/statement.ts'
import { fingerprintText, readCertificate } from './certificate.ts'

const dayMs = 24 * 60 * 60 * 1000
const noticeMs = (days: readonly number[]) => (Math.max(...days) + 1) * dayMs
/** What ended longer ago is nobody's news. */
const pastMs = 7 * dayMs

/** What ends, of which administrators hear. */
interface Ending {
  readonly expiresAt: Date
  readonly warnedDays: number | null
  readonly thresholds: readonly number[]
  readonly note: (days: number) => Query
  readonly mail: OneOf<'token-expires'> | OneOf<'certificate-expires'>
}
type OneOf<Kind extends keyof MailValues> = { readonly kind: Kind; readonly said: MailValues[Kind] }

const ofToken = (siteId: number, token: ExpiringToken): Ending => ({
  expiresAt: token.expiresAt,
  warnedDays: token.warnedDays,
  thresholds: tokenExpiryDays,
  note: (days) => noteTokenWarning(siteId, token.directoryId, token.tokenId, days),
  mail: {
    kind: 'token-expires',
    said: {
      directory: token.directoryName,
      label: token.label,
      expiresAt: token.expiresAt.toISOString(),
      path: `/admin/directories/${keyOf(token.directoryId)}/tokens`,
    },
  },
})

const ofCertificate = (siteId: number, one: ExpiringCertificate): Ending => ({
  expiresAt: one.expiresAt,
  warnedDays: one.warnedDays,
  thresholds: certificateExpiryDays,
  note: (days) => noteCertificateWarning(siteId, one, days),
  mail: {
    kind: 'certificate-expires',
    said: {
      directory: one.directoryName,
      fingerprint: fingerprintText(readCertificate(one.pem).fingerprint),
      ours: one.isOurs,
      expiresAt: one.expiresAt.toISOString(),
      path: `/admin/directories/${keyOf(one.directoryId)}/sign-in`,
    },
  },
})

/** The directory tokens and certificates that end soon, or ended within the last week. */
async function endingsOf(database: Database, siteId: number, now: Date): Promise<Ending[]> {
  const from = new Date(now.getTime() - pastMs)
  const until = (days: readonly number[]) => new Date(now.getTime() + noticeMs(days))
  const [tokens = [], certificates = []] = (await database.readInSite(siteId, [
    expiringTokens(siteId, from, until(tokenExpiryDays)),
    expiringCertificates(siteId, from, until(certificateExpiryDays)),
  ])) as [ExpiringToken[], ExpiringCertificate[]]
  return [
    ...tokens.map((one) => ofToken(siteId, one)),
    ...certificates.map((one) => ofCertificate(siteId, one)),
  ]
}

/**
 * Writes to the administrators of each token that ends in 14 days, in 3, or now, and of each certificate that ends in 30, 14, 7
 * or 1, or now: once for each of these, whoever runs it how often.
 */
export async function checkExpiries(database: Database, site: Site, now: Date): Promise<void> {
  const { id: siteId, deletionDue } = site
  // It answers nothing, so nothing could be done about it. Once it is restored the thresholds hold again.
  if (deletionDue !== null) return
  for (const { expiresAt, warnedDays, thresholds, note, mail } of await endingsOf(database, siteId, now)) {
    const days = expiryThreshold(thresholds, expiresAt, now)
    if (days === undefined || (warnedDays !== null && warnedDays <= days)) continue
    await database.inSite(siteId, async (tx) => {
      const [noted, administrators] = (await tx.readAll([note(days), listAdministrators(siteId)])) as [
        unknown[],
        Administrator[],
      ]
      if (noted.length === 0) return
      for (const { id: personId, name, address, language } of administrators) {
        const to = { personId, name, address, language }
        if (mail.kind === 'token-expires') queueMail(tx, now, to, mail.kind, mail.said)
        else queueMail(tx, now, to, mail.kind, mail.said)
      }
    })
  }
}
