import { Button } from '@mantine/core'
import { IconPoint } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { list } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { initialsOf } from '../ui/initials.ts'
import { KeyValue } from '../ui/key-value.tsx'
import { RichText } from '../ui/rich-text.tsx'
import { When } from '../ui/when.tsx'
import { AttachedFiles } from './attached-file.tsx'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'
import { useHistoryLine } from './history-line.ts'
import type { WholeRequest } from './request-page.tsx'
import { uploadBase } from './upload-base.ts'

type Comment = WholeRequest['comments'][number]
type Entry = WholeRequest['history'][number]

/** What was said and done, in the order of time. */
export function Thread({ request }: { request: WholeRequest }) {
  const { thread: words } = useHelpTexts()
  const [showsEarlier, setShowsEarlier] = useState(false)
  return (
    <section className={c.thread} aria-label={words.messages}>
      <Asked request={request} />
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
      {request.comments.length === 0 && request.may.write && <p className={c.event}>{words.noAnswer}</p>}
    </section>
  )
}

function AllComments({ request }: { request: WholeRequest }) {
  const { thread: words } = useHelpTexts()
  const given = { params: { requestId: request.id }, query: {} }
  const query = useInfiniteQuery(list('GET /api/help/requests/{requestId}/comments', given))
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
  const entries = request.history.filter(({ kind }) => kind !== 'opened')
  const from = request.hasEarlierComments ? (comments[0]?.createdAt ?? '') : ''
  const items = [
    ...comments.map((comment) => ({ at: comment.createdAt, comment, entry: undefined })),
    ...entries.filter(({ at }) => at >= from).map((entry) => ({ at: entry.at, comment: undefined, entry })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return items.map(({ comment, entry }) =>
    comment ? (
      <Post key={comment.id} author={comment.author} at={comment.createdAt}>
        <RichText content={comment.content} />
        <AttachedFiles base={uploadBase} files={comment.attachments} />
      </Post>
    ) : (
      entry && <Line key={entry.id} entry={entry} request={request} />
    ),
  )
}

interface PostProps {
  readonly author: Comment['author']
  readonly at: string
  readonly children: ReactNode
}

function Post({ author: { name, isYou, isAgent }, at, children }: PostProps) {
  const { thread: words } = useHelpTexts()
  return (
    <article className={c.post} aria-label={words.from(name)}>
      <span className={c.face} data-agent={isAgent} aria-hidden>
        {initialsOf(name)}
      </span>
      <div className="row wrap">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {isAgent && <span className="quiet small">{words.support}</span>}
        {isYou && <span className="quiet small">{words.you}</span>}
        <span className="quiet small">
          <When at={at} />
        </span>
      </div>
      {children}
    </article>
  )
}

/** What was asked with which words: the first thing in every request. */
function Asked({ request }: { request: WholeRequest }) {
  const { thread: words } = useHelpTexts()
  const { requester, createdAt, openedBy, attachments } = request
  // Files are shown as such.
  const answers = request.answers.filter(({ kind }) => kind !== 'attachment')
  // The words of a single answer need no name: it is the message.
  const [only] = answers.length === 1 && answers[0]?.kind === 'paragraph' ? answers : []
  return (
    <Post author={{ ...requester, isAgent: false }} at={createdAt}>
      {openedBy !== null && <p className="quiet small">{words.openedBy(openedBy)}</p>}
      {only ? (
        <p className={c.plain}>{String(only.value)}</p>
      ) : (
        answers.length > 0 && (
          <KeyValue rows={answers.map((one) => [one.label, <Given key={one.fieldId} answer={one} />])} />
        )
      )}
      <AttachedFiles base={uploadBase} files={attachments} />
    </Post>
  )
}

function Given({ answer: { value } }: { answer: WholeRequest['answers'][number] }) {
  const { thread: words } = useHelpTexts()
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value)) return value.join(', ')
  return <span className={c.plain}>{String(value)}</span>
}

function Line({ entry, request }: { entry: Entry; request: WholeRequest }) {
  const line = useHistoryLine(request)(entry)
  if (line === undefined) return null
  return (
    <p className={c.event}>
      <IconPoint size={14} aria-hidden />
      <span>
        {`${line}, `}
        <When at={entry.at} />
      </span>
    </p>
  )
}
