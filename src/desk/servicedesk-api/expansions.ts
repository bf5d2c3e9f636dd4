// What comes along with a request when it is asked for: a table by what `expand` calls it.
import { maySteer } from '../../model/desk/visibility.ts'
import type { WholeRequest } from '../../requests/thread.ts'
import type { RequestRow } from '../../storage/desk/requests.ts'
import { filesOf } from './attachments.ts'
import { viewerOf } from './caller.ts'
import { expandedComment, readThread } from './comments.ts'
import { readerOf } from './on-request.ts'
import type { AnyCall } from './operation.ts'
import { elsewhere, emptyPage, pageOf } from './page.ts'
import { attachmentOf, participantsOf, requestTypeOf, serviceDeskOf } from './shapes.ts'
import { statusesOf } from './statuses.ts'

/** The first page of each; the rest stands at its own address. */
const first = { start: 0, limit: 50 }

type Expansion = (
  call: AnyCall,
  whole: WholeRequest,
  /** What is wanted of its parts: of `comment.attachment` it is `attachment`. */
  parts: readonly string[],
) => object | Promise<object>

const at = (call: AnyCall, { key }: RequestRow, part: string) => elsewhere(call, `/request/${key}/${part}`)

/** What a list has of it already. */
const ofRow: Readonly<Record<string, (call: AnyCall, row: RequestRow) => object>> = {
  serviceDesk: (call, row) => ({ serviceDesk: serviceDeskOf(call.siteUrl, row.portal) }),
  requestType: (call, row) => ({
    requestType: requestTypeOf(call.siteUrl, row.portal.id, {
      id: row.typeId,
      name: row.type,
      description: '',
    }),
  }),
  sla: (call, row) => ({ sla: emptyPage(at(call, row, 'sla'), first) }),
}

/** What the whole request is read for. */
const ofWhole: Readonly<Record<string, Expansion>> = {
  participant: (call, whole) => ({
    participants: pageOf(at(call, whole.row, 'participant'), first, participantsOf(readerOf(call), whole)),
  }),
  status: (call, whole) => ({ status: pageOf(at(call, whole.row, 'status'), first, statusesOf(whole)) }),
  attachment: async (call, whole) => {
    const files = (await filesOf(call, whole)).slice(0, first.limit + 1)
    const reader = readerOf(call)
    const values = files.map((file) => attachmentOf(reader, whole.row.key, file))
    return { attachments: pageOf(at(call, whole.row, 'attachment'), first, values) }
  },
  comment: async (call, whole, parts) => {
    const { comments, files } = await readThread(call, whole)
    const values = comments.slice(0, first.limit + 1).map(expandedComment(call, whole, files, parts))
    return { comments: pageOf(at(call, whole.row, 'comment'), first, values) }
  },
  action: (call, { seen }) => {
    const { face } = viewerOf(call)
    const may =
      face === 'console'
        ? (call.staff?.permissions.includes('requests.change') ?? false)
        : call.asker !== undefined
    const mayName = may && maySteer(seen.sight)
    return {
      actions: {
        addAttachment: { allowed: may },
        addComment: { allowed: may },
        addParticipant: { allowed: mayName },
        removeParticipant: { allowed: mayName },
      },
    }
  },
}

/** By its names, as `_expands` says them. */
export const expansionNames = [...Object.keys(ofRow), ...Object.keys(ofWhole)]

const isNamed = (wanted: readonly string[], name: string) =>
  wanted.some((one) => one === name || one.startsWith(`${name}.`))

/** Whether a line of a list is not enough for it. */
export const needsWhole = (wanted: readonly string[]) =>
  Object.keys(ofWhole).some((name) => isNamed(wanted, name))

/** @param wanted names, and names of parts behind a point, as `expand` has them; what is not known is left out */
export async function expanded(
  call: AnyCall,
  whole: WholeRequest,
  wanted: readonly string[],
): Promise<object> {
  const found: object[] = [expandedRow(call, whole.row, wanted)]
  for (const [name, expand] of Object.entries(ofWhole)) {
    const parts = wanted.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1))
    if (isNamed(wanted, name)) found.push(await expand(call, whole, parts))
  }
  return Object.assign({}, ...found)
}

/** The same of a line of a list, as far as it has it. */
export function expandedRow(call: AnyCall, row: RequestRow, wanted: readonly string[]): object {
  const found = Object.entries(ofRow).map(([name, expand]) =>
    isNamed(wanted, name) ? expand(call, row) : {},
  )
  return Object.assign({}, ...found)
}
