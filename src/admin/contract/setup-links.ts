import { z } from 'zod'
import { setupLinkStates } from '../../model/access/setup.ts'
import {
  type Contract,
  key,
  moment,
  name,
  pageOf,
  pageQuery,
  resourceId,
  text,
} from '../../model/contract.ts'

const params = z.strictObject({ directoryId: key })

const setupLink = z
  .strictObject({
    id: resourceId,
    name: z.string(),
    address: z.string(),
    state: z.enum(setupLinkStates).meta({
      description:
        '`sent` waits to be opened, until `expiresAt`; `open` asks for a code at every later visit.',
    }),
    /** Who of the staff sent it; null at the command line. */
    madeBy: z.string().nullable(),
    createdAt: moment,
    expiresAt: moment,
    openedAt: moment.nullable(),
    lastSeenAt: moment.nullable(),
    withdrawnAt: moment.nullable(),
  })
  .meta({ id: 'SetupLink' })

/** Who of a customer's own IT has the set-up page of a directory. */
export const setupLinkRoutes = {
  listSetupLinks: {
    method: 'GET',
    path: '/api/directories/{directoryId}/setup-links',
    tag: 'Set-up page',
    summary: "List to whom of the customer's own IT the set-up page was sent, the newest first",
    permission: 'directories.read',
    params,
    query: pageQuery,
    answer: pageOf(setupLink),
  },
  createSetupLink: {
    method: 'POST',
    path: '/api/directories/{directoryId}/setup-links',
    tag: 'Set-up page',
    summary: "Send the set-up page of a directory to somebody of the customer's own IT",
    permission: 'directories.change',
    freshSignIn: 'at-a-browser',
    creates: true,
    params,
    body: z.strictObject({ name, address: text.trim().min(1).max(320) }),
    answer: setupLink,
  },
  withdrawSetupLink: {
    method: 'DELETE',
    path: '/api/directories/{directoryId}/setup-links/{linkId}',
    tag: 'Set-up page',
    summary: 'Withdraw a link: it opens nothing any more, and whoever is at the page is out',
    permission: 'directories.change',
    params: z.strictObject({ directoryId: key, linkId: resourceId }),
  },
} as const satisfies Contract
