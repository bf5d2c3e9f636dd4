import { serving } from '../http/contract-server.ts'
import { audienceHandlers } from './api/audiences.ts'
import { helpHandlers } from './api/help.ts'
import { keyHandlers } from './api/keys.ts'
import { mailWishHandlers } from './api/mail-wishes.ts'
import { noticeHandlers } from './api/notices.ts'
import { proofHandlers } from './api/proofs.ts'
import { queueHandlers } from './api/queue.ts'
import { requestHandlers } from './api/requests.ts'
import { senderHandlers } from './api/senders.ts'
import { statusHandlers } from './api/statuses.ts'
import { deskApi } from './contract.ts'

/** Everything at the desk: customers ask, agents answer. */
export const deskRoutes = serving(deskApi, {
  ...helpHandlers,
  ...requestHandlers,
  ...statusHandlers,
  ...queueHandlers,
  ...noticeHandlers,
  ...senderHandlers,
  ...keyHandlers,
  ...audienceHandlers,
  ...proofHandlers,
  ...mailWishHandlers,
})
