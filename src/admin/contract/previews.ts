import { z } from 'zod'
import { type Contract, key, moment, pageOf, pageQuery, resourceId } from '../../model/contract.ts'
import { type PreviewClass, previewClasses } from '../../model/identity/preview.ts'

const count = z.number().int()
const preview = z
  .strictObject({
    beganAt: moment,
    countedAt: moment.nullable().meta({ description: 'Null while it is being counted.' }),
    total: count.meta({ description: 'How many users there were when it began.' }),
    done: count,
    counts: z.strictObject(
      Object.fromEntries(previewClasses.map((one) => [one, count])) as {
        [name in PreviewClass]: typeof count
      },
    ),
  })
  .meta({ id: 'Preview' })

const previewed = z
  .strictObject({
    userId: resourceId,
    userName: z.string(),
    name: z.string(),
    effect: z.string().meta({ description: 'What awaits the user as of now, in words.' }),
    joins: z.boolean().meta({ description: 'Whether the user gets a membership.' }),
  })
  .meta({ id: 'PreviewedUser' })

const params = z.strictObject({ directoryId: key })

export const previewRoutes = {
  getPreview: {
    method: 'GET',
    path: '/api/directories/{directoryId}/preview',
    tag: 'Directories',
    summary: 'Read what letting a directory grant again would come to, as it was counted last; null before',
    permission: 'directories.read',
    params,
    answer: z.strictObject({ preview: preview.nullable() }),
  },
  countPreview: {
    method: 'POST',
    path: '/api/directories/{directoryId}/preview',
    tag: 'Directories',
    summary: 'Count anew what would become of everybody; for many it goes on in the background',
    permission: 'directories.change',
    params,
    answer: preview,
  },
  listPreviewed: {
    method: 'GET',
    path: '/api/directories/{directoryId}/preview/{class}',
    tag: 'Directories',
    summary: 'List who is new, linked, held, joined, left, renamed or lost',
    permission: 'directories.read',
    alsoNeeds: ['customers.read'],
    params: z.strictObject({ directoryId: key, class: z.enum(previewClasses) }),
    query: pageQuery,
    answer: pageOf(previewed),
  },
} as const satisfies Contract
