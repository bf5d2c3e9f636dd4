import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { read } from '../queries.ts'
import { newActKey } from '../ui/act-key.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Rich } from '../ui/rich.tsx'
import { RichText } from '../ui/rich-text.tsx'
import { exact, When } from '../ui/when.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { doubtedComments } from './doubted-comments.ts'
import type { WholeRequest } from './request-queries.ts'
import { Section } from './section.tsx'

type Proof = WholeRequest['proofs'][number]
type Customer = AnswerOf<'GET /api/customers'>['items'][number]

interface Props {
  readonly request: WholeRequest
  readonly mayChange: boolean
  onChanged(): Promise<unknown>
}

/** Whether a message is somebody's: whom agents asked, and what they said. */
export function Proofs({ request, mayChange, onChanged }: Props) {
  const { proving } = useConsoleTexts()
  const [isAsking, setAsking] = useState(false)
  const onDone = async () => {
    setAsking(false)
    await onChanged()
  }
  return (
    <Section
      title={proving.title}
      aside={
        mayChange && (
          <button type="button" className="link small" onClick={() => setAsking(true)}>
            {proving.ask}
          </button>
        )
      }
    >
      {request.proofs.length === 0 ? (
        <p className="quiet small">{proving.none}</p>
      ) : (
        <ul className={c.lines}>
          {request.proofs.map((one) => (
            <li key={one.id}>
              <Asked proof={one} request={request} />
            </li>
          ))}
        </ul>
      )}
      {isAsking && <Ask request={request} onDone={onDone} onClose={() => setAsking(false)} />}
    </Section>
  )
}

function Asked({ proof, request }: { proof: Proof; request: WholeRequest }) {
  const { proving } = useConsoleTexts()
  const { customer, answer, answeredAt, askedBy, askedAt, expiresAt, openedByOther, receipt } = proof
  const isOver = expiresAt !== null && new Date(expiresAt) <= new Date()
  const text =
    answer !== null
      ? proving.answered[answer](customer.name)
      : openedByOther
        ? proving.openedByOther(openedByOther.name, customer.name)
        : isOver
          ? proving.over(customer.name)
          : proving.waits(customer.name)
  return (
    <div className="stack">
      <span>{text}</span>
      <Address value={proof.emailAddress} size="sm" />
      <span className="small">
        <About proof={proof} request={request} />
      </span>
      <span className="quiet small">
        <Rich
          text={answeredAt === null ? proving.askedBy(askedBy.name) : proving.answeredAt}
          parts={{ when: <When key="when" at={answeredAt ?? askedAt} /> }}
        />
      </span>
      {receipt !== null && (
        <div>
          <CopyButton value={receipt} label={proving.copyReceipt} />
        </div>
      )}
    </div>
  )
}

/** About which message somebody was asked; of one that is not shown any more only when it was written. */
function About({ proof: { commentId, writtenAt }, request }: { proof: Proof; request: WholeRequest }) {
  const { proving } = useConsoleTexts()
  const author = request.comments.find(({ id }) => id === commentId)?.author.name ?? ''
  return (
    <Rich
      text={commentId === null ? proving.aboutRequest : proving.aboutComment(author)}
      parts={{ when: <When key="when" at={writtenAt} /> }}
    />
  )
}

/** How the message begins that is asked about; of a request also what a mail opened it with. */
function Chosen({ commentId, request }: { commentId: string; request: WholeRequest }) {
  const { proving } = useConsoleTexts()
  const { summary, comments, createdAt, requester } = request
  const isMeant = (one: WholeRequest['comments'][number]) =>
    commentId === '' ? one.createdAt === createdAt && one.author.id === requester.id : one.id === commentId
  const content = comments.find(isMeant)?.content ?? []
  return (
    <figure className={c.chosen} aria-label={proving.chosen}>
      {commentId === '' && <bdi className="strong">{summary}</bdi>}
      {content.length > 0 && <RichText content={content} />}
    </figure>
  )
}

/** The requester, and whoever the message looks like, are offered; anybody else is found by name. */
function Ask({
  request,
  onDone,
  onClose,
}: {
  readonly request: WholeRequest
  onDone(): Promise<unknown>
  onClose(): void
}) {
  const { proving } = useConsoleTexts()
  const [text, setText] = useState('')
  const [key] = useState(newActKey)
  const wanted = text.trim()
  const found = useQuery({
    ...read('GET /api/customers', { query: { query: wanted, limit: 8 } }),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  })
  const { requester } = request
  const [first] = request.assurance.evidence.flatMap((one) =>
    'person' in one && one.person === 'customer' ? [one.name] : [],
  )
  const { language } = useLanguage()
  const doubted = doubtedComments(request)
  const [commentId, setCommentId] = useState(doubted.at(-1)?.id ?? '')
  const act = useMutation({
    mutationFn: (customerId: string) =>
      call(
        'POST /api/requests/{requestId}/proofs',
        {
          params: { requestId: request.id },
          body: { customerId, commentId: commentId === '' ? null : commentId },
        },
        { idempotencyKey: `${key}-${customerId}-${commentId}` },
      ),
    onSuccess: onDone,
  })
  const row = (one: Pick<Customer, 'id' | 'name' | 'address'>) => (
    <li key={one.id} className="row">
      <span className="grow">
        <bdi className="strong">{one.name}</bdi>
        <div>{one.address !== null && <Address value={one.address} size="sm" />}</div>
      </span>
      <Button
        variant="default"
        aria-label={proving.askThem(one.name)}
        loading={act.isPending && act.variables === one.id}
        disabled={act.isPending}
        onClick={() => act.mutate(one.id)}
      >
        {proving.askAct}
      </Button>
    </li>
  )
  return (
    <Dialog title={proving.dialogTitle} onClose={onClose}>
      <p className="second">{proving.lead}</p>
      {doubted.length > 0 && (
        <NativeSelect
          label={proving.message}
          value={commentId}
          onChange={(event) => setCommentId(event.currentTarget.value)}
        >
          <option value="">{proving.theRequest}</option>
          {doubted.map(({ id, author, createdAt }) => (
            <option key={id} value={id}>
              {proving.theComment(author.name, exact(language, new Date(createdAt)))}
            </option>
          ))}
        </NativeSelect>
      )}
      <Chosen commentId={commentId} request={request} />
      {requester.kind === 'customer' && (
        <ul className={c.lines} aria-label={proving.requester}>
          {row({
            id: requester.id,
            name: requester.name,
            address: requester.emailAddress === '' ? null : requester.emailAddress,
          })}
        </ul>
      )}
      <TextInput
        type="search"
        label={proving.find}
        placeholder={first}
        leftSection={<IconSearch size={14} aria-hidden />}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.error && <CallError error={found.error} onRetry={() => void found.refetch()} />}
      {wanted !== '' && found.data && (
        <ul className={c.lines} aria-live="polite">
          {found.data.items.map(row)}
          {found.data.items.length === 0 && <li className="quiet">{proving.nobody}</li>}
        </ul>
      )}
      {act.error && <CallError error={act.error} />}
    </Dialog>
  )
}
