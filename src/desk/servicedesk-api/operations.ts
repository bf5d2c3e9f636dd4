import { attachmentOperations } from './attachments.ts'
import { audienceOperations } from './audiences.ts'
import { commentOperations } from './comments.ts'
import { customerOperations } from './customers.ts'
import { infoOperations } from './info.ts'
import { notificationOperations } from './notifications.ts'
import type { Operation } from './operation.ts'
import { organizationOperations } from './organizations.ts'
import { participantOperations } from './participants.ts'
import { propertyOperations } from './properties.ts'
import { requestOperations } from './requests.ts'
import { serviceDeskOperations } from './service-desks.ts'
import { statusOperations } from './statuses.ts'

/** Everything that the service-desk API does, in the order of its documentation. */
export const operations: readonly Operation[] = [
  ...infoOperations,
  ...customerOperations,
  ...organizationOperations,
  ...propertyOperations,
  ...serviceDeskOperations,
  ...audienceOperations,
  ...requestOperations,
  ...commentOperations,
  ...participantOperations,
  ...statusOperations,
  ...attachmentOperations,
  ...notificationOperations,
]
