import { audienceRoutes } from './contract/audiences.ts'
import { helpRoutes } from './contract/help.ts'
import { keyRoutes } from './contract/keys.ts'
import { mailWishRoutes } from './contract/mail-wishes.ts'
import { noticeRoutes } from './contract/notices.ts'
import { proofRoutes } from './contract/proofs.ts'
import { queueRoutes } from './contract/queue.ts'
import { requestRoutes } from './contract/requests.ts'
import { senderRoutes } from './contract/senders.ts'

/** Everything at the desk, for whoever asks and whoever answers, by the name of the operation. */
export const deskApi = {
  ...helpRoutes,
  ...requestRoutes,
  ...queueRoutes,
  ...noticeRoutes,
  ...senderRoutes,
  ...keyRoutes,
  ...audienceRoutes,
  ...proofRoutes,
  ...mailWishRoutes,
} as const
