import type { Call } from '../../http/contract-call.ts'
import { type Columns, download } from '../../http/list-file.ts'
import { pageOfRows, readIdPlace } from '../../http/page.ts'
import type { Answer, Item } from '../../model/contract.ts'
import { highestId } from '../../model/ids.ts'
import { type ArrivedMailRow, listArrivedMails } from '../../storage/desk/arrived-mails.ts'
import { acceptMail, findArrivedMail } from '../arrived.ts'
import type { arrivedRoutes } from '../contract/arrived.ts'

type Api = typeof arrivedRoutes

function arrivedView(row: ArrivedMailRow): Item<Api['listArrivedMails']> {
  const { id, subject, result, reason, reasonValues, times, fromName, fromAddress, requestId, requestKey } =
    row
  return {
    ...{ id, subject, result, reason, reasonValues: { ...reasonValues }, times },
    mailbox: { id: row.mailboxId, address: row.mailbox },
    arrivedAt: row.arrivedAt.toISOString(),
    from: fromAddress === null ? null : { name: fromName ?? '', emailAddress: fromAddress },
    settledAt: row.settledAt?.toISOString() ?? null,
    request: requestId === null || requestKey === null ? null : { id: requestId, key: requestKey },
    lastAt: row.lastAt.toISOString(),
  }
}

function wholeView(row: ArrivedMailRow): Answer<Api['getArrivedMail']> {
  const {
    via,
    sizeBytes,
    envelopeFrom,
    recipients,
    clientAddress,
    helo,
    messageId,
    authentication,
    isWhole,
    isAccepted,
  } = row
  const given = {
    via,
    sizeBytes,
    envelopeFrom,
    clientAddress,
    helo,
    messageId,
    authentication,
    isWhole,
    isAccepted,
  }
  return { ...arrivedView(row), ...given, recipients: [...recipients] }
}

const columns: Columns<Item<Api['listArrivedMails']>> = [
  ['arrivedAt', ({ arrivedAt }) => arrivedAt],
  ['mailbox', ({ mailbox }) => mailbox.address],
  ['name', ({ from }) => from?.name ?? null],
  ['address', ({ from }) => from?.emailAddress ?? null],
  ['subject', ({ subject }) => subject],
  ['result', ({ result }) => result],
  ['reason', ({ reason }) => reason],
  ['request', ({ request }) => request?.key ?? null],
  ['times', ({ times }) => times],
  ['lastAt', ({ lastAt }) => lastAt],
  ['id', ({ id }) => id],
]

async function listed({
  database,
  site,
  query,
}: Pick<Call<Api['listArrivedMails']>, 'database' | 'site' | 'query'>) {
  const page = { before: readIdPlace(query.after, highestId), limit: query.limit + 1 }
  const [found = []] = await database.readInSite(site.id, [listArrivedMails(site.id, query, page)])
  const { rows, next } = pageOfRows(found as ArrivedMailRow[], query.limit, ({ id }) => id)
  return { items: rows.map(arrivedView), next }
}

export const arrivedHandlers = {
  listArrivedMails: (call: Call<Api['listArrivedMails']>) => listed(call),

  exportArrivedMails: (call: Call<Api['exportArrivedMails']>) =>
    download(call, 'arrived-mails', columns, (page) =>
      listed({ ...call, query: { ...call.query, ...page } }),
    ),

  async getArrivedMail({ database, site, params }: Call<Api['getArrivedMail']>) {
    return wholeView(await findArrivedMail(database, site.id, params.arrivedMailId))
  },

  async takeArrivedMail({ database, site, params, audit }: Call<Api['takeArrivedMail']>) {
    return wholeView(await acceptMail(database, site.id, params.arrivedMailId, audit))
  },
}
