import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { notFound } from '../../model/errors.ts'
import { type MailboxRow, mailboxById } from '../../storage/desk/mailboxes.ts'
import type { mailboxRoutes } from '../contract/mailboxes.ts'
import type { MailInSettings } from '../in/settings.ts'
import { endMailFetching, setMailFetching } from '../mail-fetching.ts'
import { addMailbox, changeMailbox, mailboxesOf } from '../mailboxes.ts'

type Api = typeof mailboxRoutes
type MailboxView = Answer<Api['getMailbox']>

function mailboxView(row: MailboxRow): MailboxView {
  const { id, address, isOffered, isActive, createdAt, lastAt } = row
  return {
    ...{ id, address, isOffered, isActive },
    requestType: { id: row.requestTypeId, name: row.requestTypeName },
    portal: { id: row.portalId, name: row.portalName },
    createdAt: createdAt.toISOString(),
    lastAt: lastAt?.toISOString() ?? null,
    fetching: row.fetching && {
      ...row.fetching,
      lookedAt: row.fetching.lookedAt && new Date(row.fetching.lookedAt).toISOString(),
      nextAt: new Date(row.fetching.nextAt).toISOString(),
    },
  }
}

type InMailbox = Pick<Call<Api['getMailbox']>, 'database' | 'site' | 'params'>

async function viewOf({ database, site, params }: InMailbox): Promise<MailboxView> {
  const [[row] = []] = (await database.readInSite(site.id, [mailboxById(site.id, params.mailboxId)])) as [
    MailboxRow[],
  ]
  if (!row) throw notFound('This mailbox')
  return mailboxView(row)
}

/** @param settings where mails are taken; undefined: nowhere */
export function takingView(
  settings: MailInSettings | undefined,
  isEncrypted: boolean,
): Answer<Api['getMailTaking']> {
  if (!settings) return { listensAt: null, isEncrypted: false, bytesMax: null }
  const { host, port, bytesMax } = settings
  return { listensAt: `${host.includes(':') ? `[${host}]` : host}:${port}`, isEncrypted, bytesMax }
}

export const mailboxHandlers = {
  async listMailboxes({ database, site }: Call<Api['listMailboxes']>) {
    return { items: (await mailboxesOf(database, site.id)).map(mailboxView) }
  },

  async addMailbox({ database, site, body, audit }: Call<Api['addMailbox']>): Promise<MailboxView> {
    const mailboxId = await addMailbox(database, site.id, body, audit)
    return viewOf({ database, site, params: { mailboxId } })
  },

  getMailbox: (call: Call<Api['getMailbox']>) => viewOf(call),

  async changeMailbox(call: Call<Api['changeMailbox']>): Promise<MailboxView> {
    const { database, site, params, body, audit } = call
    const unchanged = call.unchanged(params.mailboxId, mailboxView)
    await changeMailbox(database, site.id, params.mailboxId, body, audit, unchanged)
    return viewOf(call)
  },

  async setMailFetching(call: Call<Api['setMailFetching']>): Promise<MailboxView> {
    const { database, site, params, body, audit } = call
    await setMailFetching(database, site.id, params.mailboxId, body, audit)
    return viewOf(call)
  },

  async endMailFetching({ database, site, params, audit }: Call<Api['endMailFetching']>) {
    await endMailFetching(database, site.id, params.mailboxId, audit)
    return undefined
  },
}
