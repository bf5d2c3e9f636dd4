import { z } from 'zod'
import { conflict } from '../../model/errors.ts'
import { damaged } from './file-errors.ts'

const count = z.number().int().nonnegative()

const tableContent = z.strictObject({
  name: z.string(),
  /** In the order of the values in each row; generated columns are left out. */
  columns: z.array(z.string()),
  rows: count,
  bytes: count,
  sha256: z.string(),
})

const content = {
  product: z.literal('doorward'),
  madeAt: z.iso.datetime(),
  /** Of Doorward. */
  version: z.string(),
  postgresql: z.string(),
  /** Those applied when the backup was made: they say what the tables looked like. */
  migrations: z.array(z.strictObject({ number: count, name: z.string(), checksum: z.string() })).min(1),
  tables: z.array(tableContent),
}

/** The form of the file is numbered. Whatever an older Doorward would overlook, as it would the attachments, needs a new number. */
const newestFormat = 2
const manifestShape = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal(1), ...content }),
  z.strictObject({
    format: z.literal(newestFormat),
    ...content,
    files: z.strictObject({ count, bytes: count }),
  }),
])

/** One table of a backup, with what proves that its rows are all there. */
export type TableContent = z.infer<typeof tableContent>
/** What a backup holds; one of the first form knows no attachments. */
export type Manifest = z.infer<typeof manifestShape>
/** The form that is written today. */
export type NewManifest = Extract<Manifest, { format: typeof newestFormat }>

/** @throws DoorwardError when it is none, or one of a newer Doorward */
export function parseManifest(text: string, file: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged(file, 'its manifest is missing')
  }
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown }
  if (typeof format === 'number' && format > newestFormat) {
    throw conflict(
      `${file} was made by a newer Doorward (${version}) in a form that this one does not know. Use that version or a newer one.`,
      'file',
    )
  }
  const parsed = manifestShape.safeParse(value)
  if (!parsed.success) throw damaged(file, 'its manifest is not one of Doorward')
  return parsed.data
}
