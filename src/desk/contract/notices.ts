import { z } from 'zod'
import type { Contract } from '../../model/contract.ts'

const notices = z
  .strictObject({
    newRequests: z
      .boolean()
      .meta({ description: 'New ones, and what is written in those that are nobody’s yet.' }),
    assignments: z.boolean().meta({ description: 'Those that somebody gives to the caller.' }),
    answers: z.boolean().meta({ description: 'What others write in the caller’s.' }),
  })
  .meta({ id: 'DeskNotices' })

const own = {
  path: '/api/me/desk-notices',
  tag: 'Your account',
  permission: 'requests.change',
  sessionOnly: true,
} as const

/** Of which requests an agent hears by mail. */
export const noticeRoutes = {
  getDeskNotices: {
    method: 'GET',
    ...own,
    summary: 'Say of which requests the caller hears by mail',
    answer: notices,
  },
  setDeskNotices: {
    method: 'POST',
    ...own,
    summary: 'Choose of which requests one hears by mail',
    body: notices,
    answer: notices,
  },
} as const satisfies Contract
