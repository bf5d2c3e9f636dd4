import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { AttachedFiles } from '../help/attached-file.tsx'
import { list } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { initialsOf } from '../ui/initials.ts'
import { KeyValue } from '../ui/key-value.tsx'
import { RichText } from '../ui/rich-text.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { When } from '../ui/when.tsx'
import { AssuranceBadge } from './assurance.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { useHistoryLine } from './history-line.ts'
import type { WholeRequest } from './request-queries.ts'

type Comment = WholeRequest['comments'][number]

/** What was said and done, in the order of time; the newest is in sight. */
export function Thread({ request }: { request: WholeRequest }) {
  const { request: words } = useConsoleTexts()
  const [showsEarlier, setShowsEarlier] = useState(false)
  const place = useRef<HTMLSpanElement>(null)
  const newest = request.comments.at(-1)?.id
  useEffect(() => {
    const thread = place.current?.parentElement
    if (newest !== undefined) thread?.scrollTo({ top: thread.scrollHeight })
  }, [newest])
  return (
    <Scroller className={c.thread} label={words.conversation}>
      {!isSaidInMail(request) && <Asked request={request} />}
      {showsEarlier ? (
        <AllComments request={request} />
      ) : (
        <>
          {request.hasEarlierComments && (
            <div>
              <Button variant="default" onClick={() => setShowsEarlier(true)}>
                {words.earlier}
              </Button>
            </div>
          )}
          <Said request={request} comments={request.comments} />
        </>
      )}
      {request.comments.length === 0 && <p className={c.event}>{words.nothingYet}</p>}
      {request.score && (
        <p className={c.event}>
          {words.scored(request.score.score, 5)}
          {request.score.comment !== null && `: ${request.score.comment}`}
        </p>
      )}
      <span ref={place} />
    </Scroller>
  )
}

function AllComments({ request }: { request: WholeRequest }) {
  const { request: words } = useConsoleTexts()
  const given = { params: { requestId: request.id }, query: {} }
  const query = useInfiniteQuery(list('GET /api/requests/{requestId}/comments', given))
  const known = new Set(request.comments.map(({ id }) => id))
  const earlier = (query.data ?? []).filter(({ id }) => !known.has(id)).reverse()
  return (
    <>
      {query.error && <CallError error={query.error} onRetry={() => void query.refetch()} />}
      {(query.hasNextPage || query.isPending) && (
        <div>
          <Button variant="default" loading={query.isFetching} onClick={() => void query.fetchNextPage()}>
            {words.moreEarlier}
          </Button>
        </div>
      )}
      <Said request={request} comments={[...earlier, ...request.comments]} />
    </>
  )
}

/** Comments, and between them what was done. */
function Said({ request, comments }: { request: WholeRequest; comments: readonly Comment[] }) {
  const line = useHistoryLine(request)
  const from = request.hasEarlierComments ? (comments[0]?.createdAt ?? '') : ''
  const said = comments.map((comment) => ({
    at: comment.createdAt,
    shown: <Post key={comment.id} comment={comment} />,
  }))
  const done = request.history
    .filter(({ at }) => at >= from)
    .flatMap((entry) => {
      const text = line(entry)
      if (text === undefined) return []
      const shown = (
        <p key={entry.id} className={c.event}>
          {`${text}, `}
          <When at={entry.at} />
        </p>
      )
      return [{ at: entry.at, shown }]
    })
  return [...said, ...done].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ shown }) => shown)
}

function Post({ comment }: { comment: Comment }) {
  const { request: words } = useConsoleTexts()
  const { author, isInternal, assurance, createdAt, content, quoted, attachments } = comment
  return (
    <article
      className={isInternal ? `${c.post} ${c.note}` : c.post}
      aria-label={isInternal ? words.noteFrom(author.name) : words.from(author.name)}
    >
      <span className={c.face} aria-hidden>
        {initialsOf(author.name)}
      </span>
      <div className={c.postHead}>
        <strong>
          <bdi>{author.name}</bdi>
        </strong>
        {!author.isAgent && author.emailAddress !== '' && <Address value={author.emailAddress} size="sm" />}
        {assurance && <AssuranceBadge assurance={assurance} />}
        {isInternal && <span className={c.noteWord}>{words.isNote}</span>}
        <span className="quiet small">
          <When at={createdAt} />
        </span>
      </div>
      <div className={c.postBody}>
        {content.length > 0 && <RichText content={content} />}
        {quoted !== null && (
          <details>
            <summary className="quiet small">{words.quoted}</summary>
            <RichText content={quoted} />
          </details>
        )}
        <AttachedFiles base="/api/attachments" files={attachments} />
      </div>
    </article>
  )
}

/** A mail has no answers to a form: its words are the first comment, under the summary that heads the page. */
function isSaidInMail({
  answers,
  attachments,
  comments,
  createdAt,
  requester,
  hasEarlierComments,
}: WholeRequest) {
  const [first] = comments
  const isFirst = !hasEarlierComments && first?.createdAt === createdAt && first.author.id === requester.id
  return isFirst && answers.length === 0 && attachments.length === 0
}

/** What was asked with which words: the first thing in every other request. */
function Asked({ request }: { request: WholeRequest }) {
  const { request: words } = useConsoleTexts()
  const { requester, answers, createdAt, openedBy, assurance } = request
  // The words of a single answer need no name: it is the message.
  const [only] = answers.length === 1 && answers[0]?.kind === 'paragraph' ? answers : []
  return (
    <article className={c.post} aria-label={words.from(requester.name)}>
      <span className={c.face} aria-hidden>
        {initialsOf(requester.name)}
      </span>
      <div className={c.postHead}>
        <strong>
          <bdi>{requester.name}</bdi>
        </strong>
        {requester.emailAddress !== '' && <Address value={requester.emailAddress} size="sm" />}
        <AssuranceBadge assurance={assurance} />
        <span className="quiet small">
          <When at={createdAt} />
        </span>
      </div>
      <div className={c.postBody}>
        {openedBy !== null && <p className="quiet small">{words.openedBy(openedBy.name)}</p>}
        {only ? (
          <p className={c.plain}>{String(only.value)}</p>
        ) : answers.length > 0 ? (
          <KeyValue rows={answers.map((one) => [one.label, <Given key={one.fieldId} answer={one} />])} />
        ) : (
          <p>
            <bdi>{request.summary}</bdi>
          </p>
        )}
        <AttachedFiles base="/api/attachments" files={request.attachments} />
      </div>
    </article>
  )
}

function Given({ answer: { kind, value } }: { answer: WholeRequest['answers'][number] }): ReactNode {
  const { request: words } = useConsoleTexts()
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (kind === 'attachment') return null
  if (Array.isArray(value)) return value.join(', ')
  return <span className={c.plain}>{String(value)}</span>
}
