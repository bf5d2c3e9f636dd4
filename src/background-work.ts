// What is done in the background: one table of what has its times, and one of what is done when somebody left word for it.
import { checkDomains } from './admin/domain-checks.ts'
import { checkExpiries } from './admin/expiries.ts'
import { lookForOpenProofs } from './admin/open-proofs.ts'
import { removeDueSites } from './admin/site-deletion.ts'
import { forgetOldExports, makeExport } from './admin/site-export.ts'
import { countNewCustomers, writeUsage } from './admin/usage.ts'
import type { Config } from './config.ts'
import type { DnsResolvers } from './http/dns-resolvers.ts'
import { forgetRepeatableCalls } from './http/repeatable-call.ts'
import type { QueuedTask } from './jobs/queued-task.ts'
import type { Scheduled } from './jobs/scheduled.ts'
import { forgetOldMails } from './mail/housekeeping.ts'
import { fetchDueMailboxes, fetchMail, type MailFetcher } from './mail/in/fetch.ts'
import { forgetOldArrivals } from './mail/in/housekeeping.ts'
import { checkMailAgain, type MailTaker, takeArrivedMail } from './mail/in/take.ts'
import { type MailSender, sendMail } from './mail/send.ts'
import { mailsAtOnce } from './mail/smtp.ts'
import { writeAddressNotices } from './people/address-notices.ts'
import { followAddresses } from './people/address-source.ts'
import { forgetOldLosses, judgeBrakes, judgeLosses } from './people/brake.ts'
import { followCases } from './people/cases/follow-cases.ts'
import { disconnectPeople } from './people/disconnection.ts'
import { followDomain } from './people/domain-authority.ts'
import { moveDomain } from './people/domain-move.ts'
import { finishReplays } from './people/finish-replays.ts'
import { forgetOldImports, workOnImport } from './people/import/work.ts'
import { followLinks } from './people/join-customers.ts'
import { joinJustInTime } from './people/join-just-in-time.ts'
import { followMapping } from './people/mapping.ts'
import { goOnCounting } from './people/preview.ts'
import { eraseLeavers } from './people/retention.ts'
import { takeBackAddressOf } from './people/staff-addresses.ts'
import { followRoles } from './people/staff-roles.ts'
import { movePeople } from './people/succession.ts'
import { forgetAttachments, removeUnknown } from './requests/attachments.ts'
import { keepLookAlikeKeys } from './requests/look-alikes.ts'
import { adoptSender, eraseSilentSenders } from './requests/senders.ts'
import { tellOfRequest } from './requests/tell.ts'
import { foldTotals, forgetOldRecords, purgeDeletedGroups } from './scim/housekeeping.ts'
import { forgetSignIns } from './sso/housekeeping.ts'
import type { AttachmentFiles } from './storage/attachment-files.ts'
import type { Database } from './storage/database.ts'
import { nightlyBackup } from './storage/nightly-backup.ts'

/** Long work that goes on by leaving itself a word lets others have their turn after so long. */
const stepPatienceMs = 5_000

/** So many mails that arrived are read at once; each takes some megabytes, and waits for DNS. */
const mailsReadAtOnce = 4
/** So many mailboxes elsewhere are looked into at once. */
const fetchesAtOnce = 4

interface Services {
  readonly database: Database
  readonly ownerUrl: string
  readonly files: AttachmentFiles
}

/** What every scheduled task does; when each runs stands in `model/work.ts`. */
export function scheduledTasks({
  database,
  ownerUrl,
  files,
  dns,
  config: { dataDir, backupsKept },
}: Services & { readonly config: Config; readonly dns: DnsResolvers }): readonly Scheduled[] {
  const backup: Scheduled = {
    name: 'nightly-backup',
    forServer: (now) => nightlyBackup(ownerUrl, dataDir, files, backupsKept, now),
  }
  return [
    ...(backupsKept > 0 ? [backup] : []),
    { name: 'forget-old-records', forSite: (site, now) => forgetOldRecords(database, site, now) },
    { name: 'forget-mails', forSite: (site, now) => forgetOldMails(database, site, now) },
    { name: 'fetch-mails', forSite: (site, now) => fetchDueMailboxes(database, site, now) },
    { name: 'forget-arrivals', forSite: (site, now) => forgetOldArrivals(database, files, site, now) },
    {
      name: 'erase-leavers',
      forSite: async (site, now) => {
        await eraseLeavers(database, site, now)
        await eraseSilentSenders(database, site, now)
      },
    },
    { name: 'check-expiries', forSite: (site, now) => checkExpiries(database, site, now) },
    { name: 'check-domains', forSite: (site, now) => checkDomains(database, dns, site, now) },
    { name: 'look-for-proofs', forSite: (site, now) => lookForOpenProofs(database, dns, site, now) },
    { name: 'write-usage', forSite: (site, now) => writeUsage(database, site, now) },
    { name: 'forget-sign-ins', forSite: (site, now) => forgetSignIns(database, site, now) },
    { name: 'forget-repeatable-calls', forSite: ({ id }, now) => forgetRepeatableCalls(database, id, now) },
    { name: 'finish-replays', forSite: ({ id }, now) => finishReplays(database, id, now) },
    { name: 'purge-deleted-groups', forSite: ({ id }) => purgeDeletedGroups(database, id) },
    { name: 'fold-totals', forSite: ({ id }) => foldTotals(database, id) },
    { name: 'judge-brakes', forSite: ({ id }, now) => judgeBrakes(database, id, now) },
    { name: 'forget-losses', forSite: ({ id }, now) => forgetOldLosses(database, id, now) },
    { name: 'join-just-in-time', forSite: ({ id }, now) => joinJustInTime(database, id, now) },
    { name: 'count-customers', forSite: ({ id }, now) => countNewCustomers(database, id, now) },
    { name: 'keep-look-alikes', forSite: ({ id }) => keepLookAlikeKeys(database, id) },
    { name: 'remove-due-sites', forServer: (now) => removeDueSites(database, files, now) },
    { name: 'forget-exports', forSite: ({ id }, now) => forgetOldExports(database, id, now) },
    { name: 'forget-attachments', forSite: ({ id }, now) => forgetAttachments(database, files, id, now) },
    { name: 'forget-imports', forSite: ({ id }, now) => forgetOldImports(database, id, now) },
  ]
}

/** All work that is done when somebody left word for it. */
export function queuedTasks({
  database,
  ownerUrl,
  files,
  mail,
  mailTaker,
  mailFetcher,
}: Services & {
  readonly mail: MailSender
  readonly mailTaker: MailTaker
  readonly mailFetcher: MailFetcher
}): readonly QueuedTask[] {
  return [
    {
      kind: 'export-site',
      attemptsMax: 5,
      // One after the other: each reads a whole site.
      lineOf: () => 'export-site',
      run: ({ siteId, payload, isLastAttempt }, now) =>
        makeExport(database, ownerUrl, siteId, { exportId: String(payload.exportId), isLastAttempt }, now),
    },
    {
      kind: 'follow-domain',
      attemptsMax: 25,
      // What one directory gains and loses is done in order.
      lineOf: (siteId, { directoryId }) => `follow-domain ${siteId} ${directoryId}`,
      takesTurns: true,
      run: ({ siteId, payload }, now) =>
        followDomain(
          database,
          siteId,
          Number(payload.directoryId),
          payload.domain === null ? null : String(payload.domain),
          now,
        ),
    },
    {
      kind: 'follow-mapping',
      attemptsMax: 25,
      lineOf: (siteId, { directoryId }) => `follow-mapping ${siteId} ${directoryId}`,
      takesTurns: true,
      run: async ({ siteId, payload }, now) => {
        const directoryId = Number(payload.directoryId)
        const actor = { kind: 'system', name: 'mapping' } as const
        await followMapping(database, siteId, directoryId, { actor, now, directoryId })
      },
    },
    {
      kind: 'follow-addresses',
      attemptsMax: 25,
      lineOf: (siteId, { directoryId }) => `follow-addresses ${siteId} ${directoryId}`,
      takesTurns: true,
      isOne: true,
      run: ({ siteId, payload }, now) => {
        const directoryId = Number(payload.directoryId)
        const actor = { kind: 'system', name: 'addresses' } as const
        return followAddresses(database, siteId, directoryId, { actor, now, directoryId })
      },
    },
    {
      kind: 'take-back-address',
      attemptsMax: 25,
      lineOf: (siteId, { staffId }) => `take-back-address ${siteId} ${staffId}`,
      takesTurns: true,
      run: ({ siteId, payload: { staffId } }, now) =>
        takeBackAddressOf(database, siteId, String(staffId), now),
    },
    {
      kind: 'follow-roles',
      attemptsMax: 25,
      lineOf: (siteId) => `follow-roles ${siteId}`,
      takesTurns: true,
      run: ({ siteId, payload: { directoryId } }, now) =>
        followRoles(database, siteId, typeof directoryId === 'number' ? directoryId : null, now).then(
          () => {},
        ),
    },
    {
      kind: 'follow-cases',
      attemptsMax: 25,
      lineOf: (siteId) => `follow-cases ${siteId}`,
      takesTurns: true,
      run: ({ siteId, payload: { holderId } }, now) =>
        followCases(database, siteId, typeof holderId === 'string' ? holderId : null, now),
    },
    {
      kind: 'count-preview',
      attemptsMax: 5,
      lineOf: (siteId, { directoryId }) => `count-preview ${siteId} ${directoryId}`,
      takesTurns: true,
      isOne: true,
      run: ({ siteId, payload }) => goOnCounting(database, siteId, Number(payload.directoryId)),
    },
    {
      kind: 'judge-losses',
      attemptsMax: 25,
      lineOf: (siteId, { directoryId }) => `judge-losses ${siteId} ${directoryId}`,
      takesTurns: true,
      isOne: true,
      run: ({ siteId, payload: { directoryId, at } }, now) =>
        judgeLosses(database, siteId, Number(directoryId), now, typeof at === 'string' ? new Date(at) : now),
    },
    {
      kind: 'follow-links',
      attemptsMax: 25,
      lineOf: (siteId, { customerId }) => `follow-links ${siteId} ${customerId}`,
      takesTurns: true,
      run: ({ siteId, payload }, now) => followLinks(database, siteId, String(payload.customerId), now),
    },
    {
      kind: 'notice-address',
      attemptsMax: 25,
      lineOf: (siteId) => `notice-address ${siteId}`,
      takesTurns: true,
      run: ({ siteId, payload: { customerId, at, addressId } }, now) => {
        const takenUp = typeof addressId === 'string' ? addressId : null
        const change = { customerId: String(customerId), at: new Date(String(at)), addressId: takenUp }
        return writeAddressNotices(database, siteId, change, now)
      },
    },
    {
      kind: 'move-people',
      attemptsMax: 25,
      lineOf: (siteId, { successionId }) => `move-people ${siteId} ${successionId}`,
      takesTurns: true,
      run: async ({ siteId, payload }, now) => {
        await movePeople(database, siteId, String(payload.successionId), now, stepPatienceMs)
      },
    },
    {
      kind: 'disconnect-people',
      attemptsMax: 25,
      lineOf: (siteId, { directoryId }) => `disconnect-people ${siteId} ${directoryId}`,
      takesTurns: true,
      run: async ({ siteId, payload }, now) => {
        await disconnectPeople(database, siteId, Number(payload.directoryId), now, stepPatienceMs)
      },
    },
    {
      kind: 'move-domain',
      attemptsMax: 25,
      // Two moves of one site may be about the same people.
      lineOf: (siteId) => `move-domain ${siteId}`,
      takesTurns: true,
      run: async ({ siteId, payload }, now) => {
        await moveDomain(database, siteId, String(payload.moveId), now, stepPatienceMs)
      },
    },
    {
      kind: 'send-mail',
      attemptsMax: 25,
      // A site whose mails are many, or taken slowly, keeps those of no other site waiting.
      lineOf: (siteId) => String(siteId),
      takesTurns: true,
      ownHands: mailsAtOnce,
      run: ({ siteId, payload: { mailId, plannedFor }, isLastAttempt }, now) =>
        sendMail(
          mail,
          siteId,
          {
            mailId: String(mailId),
            isLast: isLastAttempt,
            ...(typeof plannedFor === 'string' && { plannedFor }),
          },
          now,
        ),
    },
    {
      kind: 'fetch-mail',
      // What goes wrong is noted with the mailbox, which is looked into again later and later.
      attemptsMax: 1,
      lineOf: (siteId, { mailboxId }) => `fetch-mail ${siteId} ${mailboxId}`,
      takesTurns: true,
      isOne: true,
      // A server that says nothing keeps no other work waiting.
      ownHands: fetchesAtOnce,
      run: ({ siteId, payload: { mailboxId } }, now) =>
        fetchMail(mailFetcher, siteId, String(mailboxId), now),
    },
    {
      kind: 'check-mail',
      attemptsMax: 3,
      lineOf: (siteId) => `check-mail ${siteId}`,
      takesTurns: true,
      run: ({ siteId, payload: { mailId } }, now) => checkMailAgain(mailTaker, siteId, String(mailId), now),
    },
    {
      kind: 'take-mail',
      attemptsMax: 12,
      // Whoever writes many, or a site that gets many, keeps those of no other waiting.
      lineOf: (siteId, { line }) => `take-mail ${siteId} ${Number(line ?? 0)}`,
      takesTurns: true,
      ownHands: mailsReadAtOnce,
      run: ({ siteId, payload: { mailId }, isLastAttempt }, now) =>
        takeArrivedMail(mailTaker, siteId, String(mailId), isLastAttempt, now),
    },
    {
      kind: 'remove-files',
      attemptsMax: 25,
      lineOf: (siteId) => `remove-files ${siteId}`,
      takesTurns: true,
      run: ({ siteId, payload: { attachmentIds } }) => {
        const ids = Array.isArray(attachmentIds) ? attachmentIds.map(String) : []
        return removeUnknown(database, files, siteId, ids)
      },
    },
    {
      kind: 'tell-request',
      attemptsMax: 25,
      // What happened first is told first.
      lineOf: (siteId, { requestId }) => `tell-request ${siteId} ${requestId}`,
      run: ({ siteId, payload }, now) => tellOfRequest(database, siteId, payload, now),
    },
    {
      kind: 'adopt-sender',
      attemptsMax: 25,
      lineOf: (siteId, { senderId }) => `adopt-sender ${siteId} ${senderId}`,
      takesTurns: true,
      run: ({ siteId, payload: { senderId } }, now) => adoptSender(database, siteId, String(senderId), now),
    },
    {
      kind: 'work-on-import',
      attemptsMax: 25,
      // Imports of a site follow each other, a few seconds at a time.
      lineOf: (siteId) => `work-on-import ${siteId}`,
      takesTurns: true,
      run: async ({ siteId, payload }) => {
        await workOnImport(database, siteId, String(payload.importId))
      },
    },
  ]
}
