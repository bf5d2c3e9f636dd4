import { z } from 'zod'
import { changeKinds } from '../../model/changes.ts'
import { type Contract, key } from '../../model/contract.ts'

const change = z
  .strictObject({
    kind: z.enum([...changeKinds, 'everything']).meta({
      description:
        'What has changed. `everything`: something may have been missed, read anew what you show. Told are the kinds that your permissions let you read.',
    }),
    directoryId: key.nullable().meta({ description: 'Where; null: anywhere at the site.' }),
  })
  .meta({
    id: 'Change',
    description: 'The `data` of each event of the type `change`, as JSON. Comments keep the connection open.',
  })

export const eventRoutes = {
  followChanges: {
    method: 'GET',
    path: '/api/events',
    tag: 'Events',
    summary:
      'Follow what changes, as server-sent events: only of which kind and in which directory, no contents',
    permission: 'signed-in',
    answer: change,
    media: 'text/event-stream',
    streams: true,
  },
} as const satisfies Contract
