// How the desk's API shows a request to agents, and to whoever asks.
import type { Answer, Item } from '../../model/contract.ts'
import { isShownInline } from '../../model/desk/media-type.ts'
import { isOpen, type Person, personOf, priorityOf, writerOf } from '../../model/desk/request.ts'
import { maySteer } from '../../model/desk/visibility.ts'
import { renderMarkdown } from '../../requests/markdown.ts'
import type { WholeRequest } from '../../requests/thread.ts'
import type { AttachmentRow } from '../../storage/desk/attachments.ts'
import type { RequestRow } from '../../storage/desk/requests.ts'
import type { KeptField } from '../../storage/desk/seen-portals.ts'
import type { CommentRow, HistoryRow } from '../../storage/desk/thread.ts'
import type { deskApi } from '../contract.ts'

type Api = typeof deskApi

export function requestView(row: RequestRow): Item<Api['listRequests']> {
  return {
    id: row.id,
    key: row.key,
    summary: row.summary,
    portal: { ...row.portal },
    type: { id: row.typeId, name: row.type },
    requester: {
      kind: row.requesterKind,
      id: row.requesterId,
      name: row.requester,
      emailAddress: row.address ?? '',
      addressStanding: row.addressStanding ?? 'none',
      active: row.isRequesterActive,
    },
    status: row.status,
    ownStatus: row.statusId === null ? null : { id: row.statusId, name: row.statusName ?? '' },
    priority: priorityOf(row.priority),
    assignee: row.assigneeId === null ? null : { id: row.assigneeId, name: row.assignee ?? '' },
    organizations: row.organizations.map(({ id, name }) => ({ id, name })),
    assurance: { level: row.assurance, evidence: [...row.evidence] },
    doubt:
      row.doubt === null || row.doubtedAt === null
        ? null
        : { level: row.doubt, since: row.doubtedAt.toISOString() },
    acknowledged:
      row.acknowledgedById === null || row.acknowledgedAt === null
        ? null
        : {
            by: { id: row.acknowledgedById, name: row.acknowledgedBy ?? '' },
            at: row.acknowledgedAt.toISOString(),
          },
    handedOverFrom: row.handedOverFrom && { id: row.handedOverFrom.id, name: row.handedOverFrom.name },
    waitingSince: row.waitingSince.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  }
}

/** The files of a comment, or with null those of the request itself. */
function filesOf(files: readonly AttachmentRow[], commentId: string | null) {
  return files
    .filter((one) => one.commentId === commentId)
    .map(({ id, name, sizeBytes, mediaType }) => {
      return { id, name, sizeBytes, mediaType, isImage: isShownInline(mediaType) }
    })
}

/** What somebody wrote, as pages show it. */
export const contentOf = (body: string) => renderMarkdown(body).tree

export function commentView(row: CommentRow, files: readonly AttachmentRow[]): Item<Api['listComments']> {
  const author = writerOf(row)
  return {
    id: row.id,
    author: { ...author, name: row.author, emailAddress: row.address ?? '', isAgent: row.isAgent },
    isInternal: row.isInternal,
    markdown: row.body,
    quoted: row.quoted === null ? null : contentOf(row.quoted),
    attachments: filesOf(files, row.id),
    content: contentOf(row.body),
    createdAt: row.createdAt.toISOString(),
    assurance: row.assurance && { level: row.assurance, evidence: [...(row.evidence ?? [])] },
  }
}

export function wholeView(whole: WholeRequest): Answer<Api['getRequest']> {
  const { row, detail, fields, comments, hasEarlierComments, history, seen } = whole
  const { attachments, lastSignIn } = whole
  return {
    ...requestView(row),
    lastSignIn: lastSignIn
      ? { at: lastSignIn.at.toISOString(), method: lastSignIn.method, directory: lastSignIn.directory }
      : null,
    answers: answersView(fields, detail.fieldValues),
    attachments: filesOf(attachments, null),
    openedBy: detail.openedById === null ? null : { id: detail.openedById, name: detail.openedBy ?? '' },
    comments: comments.map((one) => commentView(one, attachments)),
    hasEarlierComments,
    history: history.map(historyView),
    participants: seen.participants.map((one) => ({
      kind: personOf(one.customerId, one.staffId).kind,
      personId: personOf(one.customerId, one.staffId).id,
      name: one.name,
      emailAddress: one.address ?? '',
      active: one.isActive,
      viaOrganization:
        one.viaOrganizationId === null
          ? null
          : { id: one.viaOrganizationId, name: one.viaOrganization ?? '' },
    })),
    addressees: whole.addressees.map(({ name, address }) => ({ name, emailAddress: address })),
    ...sharesAndScore(whole),
    proofs: whole.proofs.map(proofView),
    muted: whole.isMuted,
  }
}

function proofView(proof: WholeRequest['proofs'][number]): Answer<Api['getRequest']>['proofs'][number] {
  const { openedByOtherId: otherId } = proof
  return {
    id: proof.id,
    commentId: proof.commentId,
    writtenAt: proof.writtenAt.toISOString(),
    customer: { id: proof.customerId, name: proof.customer },
    emailAddress: proof.address,
    askedBy: { id: proof.askedById, name: proof.askedBy ?? '' },
    askedAt: proof.askedAt.toISOString(),
    expiresAt: proof.expiresAt?.toISOString() ?? null,
    answer: proof.answer,
    answeredAt: proof.answeredAt?.toISOString() ?? null,
    receipt: proof.receipt,
    openedByOther: otherId === null ? null : { id: otherId, name: proof.openedByOther ?? '' },
  }
}

function sharesAndScore({ seen, detail }: WholeRequest) {
  const { score, scoreComment: comment, scoredAt } = detail
  return {
    shares: seen.shares.map(({ organizationId: id, organization: name, sharedAt }) => ({
      id,
      name,
      sharedAt: sharedAt.toISOString(),
    })),
    score: score === null || scoredAt === null ? null : { score, comment, at: scoredAt.toISOString() },
  }
}

function historyView({ id, at, kind, actor, details }: HistoryRow) {
  return { id, at: at.toISOString(), kind, actor, details: { ...details } }
}

/** Choices are read by their labels; of attachments the ids stay. What nobody answered is left out. */
function answersView(
  fields: readonly KeptField[],
  values: WholeRequest['detail']['fieldValues'],
): Answer<Api['getRequest']>['answers'] {
  return fields.flatMap(({ id: fieldId, label, kind, options }) => {
    const value = values[fieldId]
    if (value === undefined || value === null) return []
    const labelOf = (one: unknown) => options.find(({ id }) => id === one)?.label ?? String(one)
    const isChoice = kind === 'choice' || kind === 'choices'
    const shown = Array.isArray(value)
      ? value.map((one) => (isChoice ? labelOf(one) : String(one)))
      : isChoice
        ? labelOf(value)
        : typeof value === 'number' || typeof value === 'boolean'
          ? value
          : String(value)
    return [{ fieldId, label, kind, value: shown }]
  })
}

export function ownRequestView(row: RequestRow, asker: Person): Item<Api['listOwnRequests']> {
  return {
    id: row.id,
    key: row.key,
    summary: row.summary,
    portal: { ...row.portal },
    type: row.type,
    requester: {
      name: row.requester,
      isYou: row.requesterKind === asker.kind && row.requesterId === asker.id,
    },
    status: row.status,
    statusName: row.statusName,
    organizations: row.organizations.map(({ id, name }) => ({ id, name })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

export function ownCommentView(
  row: CommentRow,
  files: readonly AttachmentRow[],
  asker: Person,
): Item<Api['listOwnComments']> {
  const { id } = writerOf(row)
  return {
    id: row.id,
    author: { name: row.author, isYou: id === asker.id, isAgent: row.isAgent },
    markdown: row.body,
    attachments: filesOf(files, row.id),
    content: contentOf(row.body),
    createdAt: row.createdAt.toISOString(),
  }
}

export function ownWholeView(whole: WholeRequest, asker: Person): Answer<Api['getOwnRequest']> {
  const { row, detail, fields, comments, hasEarlierComments, history, seen, attachments } = whole
  const { by } = seen.sight
  const isOwn = by === 'requester'
  return {
    ...ownRequestView(row, asker),
    answers: answersView(fields, detail.fieldValues),
    attachments: filesOf(attachments, null),
    openedBy: detail.openedBy,
    sight: by === 'agent' ? 'participant' : by,
    muted: whole.isMuted,
    comments: comments.map((one) => ownCommentView(one, attachments, asker)),
    hasEarlierComments,
    history: history.map(historyView),
    // Whoever has no account any more sees nothing of it; agents see who that was.
    participants: seen.participants
      .filter(({ isActive }) => isActive)
      .map((one) => {
        const { id: personId } = personOf(one.customerId, one.staffId)
        return {
          personId,
          name: one.name,
          isYou: personId === asker.id,
          viaOrganization: one.viaOrganization,
        }
      }),
    endedParticipants: seen.participants.filter(({ isActive }) => !isActive).length,
    may: {
      write: row.status !== 'closed',
      solve: isOwn && isOpen(row.status),
      reopen: isOwn && row.status === 'resolved',
      steer: maySteer(seen.sight),
      score: isOwn && !isOpen(row.status),
    },
    ...sharesAndScore(whole),
  }
}
