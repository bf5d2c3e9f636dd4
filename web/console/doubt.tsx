import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { CallFailed, call } from '../api-client.ts'
import { useMe } from '../me.ts'
import { CallError } from '../ui/call-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import { Doubts } from './assurance.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { doubtedComments } from './doubted-comments.ts'
import type { WholeRequest } from './request-queries.ts'

interface Props {
  readonly request: WholeRequest
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** That whoever wrote may be somebody else: it stays until an agent says, by name, that they have read why. */
export function Doubt({ request, mayChange, onChanged }: Props) {
  const { doubt: words } = useConsoleTexts()
  const { doubt, acknowledged } = request
  if (!doubt) {
    if (!acknowledged) return null
    return (
      <p className="quiet small">
        <Rich
          text={words.acknowledged(acknowledged.by.name)}
          parts={{ when: <When key="when" at={acknowledged.at} /> }}
        />
      </p>
    )
  }
  // A comment that came later may be what is doubted, or what is still doubted when somebody said that they wrote the request.
  const doubted = doubtedComments(request)
  const isAsked = ['suspect', 'unknown'].includes(request.assurance.level)
  const comment =
    doubted.find(({ createdAt }) => createdAt === doubt.since) ?? (isAsked ? undefined : doubted.at(-1))
  const assurance = comment?.assurance ?? request.assurance
  return (
    <div className={c.doubt}>
      <Notice
        tone={doubt.level === 'suspect' ? 'bad' : 'warn'}
        title={
          comment && doubt.level === 'suspect'
            ? words.suspectComment(comment.author.name)
            : words[doubt.level]((comment?.author ?? request.requester).name)
        }
        action={mayChange && <Acknowledge request={request} since={doubt.since} onChanged={onChanged} />}
      >
        <Doubts assurance={assurance} />
        <p>{words.next[doubt.level]}</p>
      </Notice>
    </div>
  )
}

function Acknowledge({
  request: { id: requestId },
  since,
  onChanged,
}: Pick<Props, 'request' | 'onChanged'> & { readonly since: string }) {
  const { doubt: words } = useConsoleTexts()
  const me = useMe()
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/requests/{requestId}/acknowledgements', { params: { requestId }, body: { since } }),
    onSettled: onChanged,
  })
  // Somebody else did it, or wrote: what is shown is read anew.
  const isOver = act.error instanceof CallFailed && act.error.problem?.code === 'conflict'
  return (
    <div>
      <Button size="xs" variant="default" loading={act.isPending} onClick={() => act.mutate()}>
        {words.act(me?.staff.name ?? '')}
      </Button>
      {act.error && !isOver && <CallError error={act.error} />}
    </div>
  )
}
