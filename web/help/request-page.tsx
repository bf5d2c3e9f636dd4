import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useAsker } from './asker.ts'
import { AttachmentDrop } from './attachment-drop.tsx'
import { Composer } from './composer.tsx'
import { Facts } from './facts.tsx'
import c from './help.module.css'
import { ForAskers, HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'
import { useKeptFiles } from './kept-files.ts'
import { Mute } from './mute.tsx'
import { Participants } from './participants.tsx'
import { Score } from './score.tsx'
import { SeenBy } from './seen-by.tsx'
import { Thread } from './thread.tsx'
import { uploadBase } from './upload-base.ts'

export type WholeRequest = AnswerOf<'GET /api/help/requests/{requestId}'>

/** As long as nothing tells this page of an answer it asks. */
const askAgainMs = 10_000

const routeName = 'GET /api/help/requests/{requestId}'

/** One request, with everything that was said in it. */
export function RequestPage() {
  const { requestKey } = useParams({ from: `/help${paths.request}` })
  return (
    <ForAskers title={requestKey}>
      <Request requestKey={requestKey} />
    </ForAskers>
  )
}

function Request({ requestKey }: { requestKey: string }) {
  const { thread: words, requests } = useHelpTexts()
  const query = useQuery({
    ...read(routeName, { params: { requestId: requestKey } }),
    refetchInterval: askAgainMs,
  })
  const { error, data } = query
  const back = <Link to={paths.requests}>{requests.title}</Link>
  // Whoever may not see it any more sees nothing of it, also where it was shown a moment ago.
  if (
    error instanceof CallFailed &&
    (error.problem?.code === 'not-found' || error.problem?.code === 'invalid')
  ) {
    return (
      <HelpPage title={words.gone} lead={words.goneWhy} isNarrow>
        <p>
          <Link to={paths.requests}>{words.toRequests}</Link>
        </p>
      </HelpPage>
    )
  }
  if (!data) {
    return (
      <HelpPage title={requestKey} crumb={back}>
        <Loaded query={query}>{() => null}</Loaded>
      </HelpPage>
    )
  }
  const crumb = (
    <>
      {back} <span className="quiet">{`/ ${data.key}`}</span>
    </>
  )
  return (
    <HelpPage title={data.summary} crumb={crumb} lead={<Lead request={data} />}>
      <OnPaper request={data} />
      <div className={c.two}>
        <Thread request={data} />
        <Answer request={data} />
        <aside className={c.aside} aria-label={words.facts}>
          <SeenBy request={data} />
          <Participants request={data} />
          <Facts request={data} />
          <Mute request={data} />
        </aside>
      </div>
    </HelpPage>
  )
}

/** Whose it is, and the address at which they are known: on the page that stands in the menu. */
function OnPaper({ request: { requester } }: { request: WholeRequest }) {
  const { emailAddress } = useAsker()
  return (
    <p className="paper">
      <bdi>{requester.name}</bdi> {requester.isYou && <code>{emailAddress}</code>}
    </p>
  )
}

/** Where it stands, in a sentence. */
function Lead({ request: { status, statusName, requester } }: { request: WholeRequest }) {
  const { statusLeads, theirStatusLeads } = useHelpTexts()
  const theirs = theirStatusLeads[status]
  const lead = requester.isYou
    ? statusLeads[status]
    : typeof theirs === 'string'
      ? theirs
      : theirs(requester.name)
  return statusName === null ? lead : `${statusName}. ${lead}`
}

function Answer({ request }: { request: WholeRequest }) {
  const { thread: words } = useHelpTexts()
  const { id: askerId } = useAsker()
  const client = useQueryClient()
  const { id: requestId, may } = request
  const [files, setFiles] = useKeptFiles(`${askerId}/${requestId}`)
  const [isBusy, setBusy] = useState(false)
  const params = { requestId }
  const reread = () => client.invalidateQueries({ queryKey: [routeName] })
  return (
    <div className={c.write}>
      {may.score && <Score request={request} onScored={reread} />}
      {may.write ? (
        <Composer
          draftKey={`${askerId}/${requestId}`}
          label={words.answer}
          placeholder={words.placeholder}
          act={words.send}
          onSend={(markdown, idempotencyKey) =>
            call(
              'POST /api/help/requests/{requestId}/comments',
              { params, body: { markdown, attachmentIds: files.map(({ id }) => id) } },
              { idempotencyKey },
            )
          }
          onSent={() => {
            setFiles([])
            return reread()
          }}
          attachmentIds={files.map(({ id }) => id)}
          isBusy={isBusy}
          attachments={
            <AttachmentDrop base={uploadBase} value={files} onChange={setFiles} onBusy={setBusy} />
          }
        >
          {may.solve && <Act request={request} kind="solve" onDone={reread} />}
          {may.reopen && <Act request={request} kind="reopen" onDone={reread} />}
        </Composer>
      ) : (
        <Notice tone="flat" title={words.closed} action={<Link to={paths.home}>{words.newRequest}</Link>}>
          {words.closedWhy}
        </Notice>
      )}
    </div>
  )
}

interface ActProps {
  readonly request: WholeRequest
  readonly kind: 'solve' | 'reopen'
  onDone(): unknown
}

function Act({ request, kind, onDone }: ActProps) {
  const { thread: words } = useHelpTexts()
  const params = { requestId: request.id }
  const mutation = useMutation({
    mutationFn: () =>
      kind === 'solve'
        ? call('POST /api/help/requests/{requestId}/solve', { params, body: {} })
        : call('POST /api/help/requests/{requestId}/reopen', { params, body: {} }),
    onSuccess: onDone,
  })
  return (
    <>
      <Button variant="default" loading={mutation.isPending} onClick={() => mutation.mutate()}>
        {words[kind]}
      </Button>
      {mutation.error && <CallError error={mutation.error} />}
    </>
  )
}
