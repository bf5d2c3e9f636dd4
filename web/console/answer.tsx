import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallFailed, call } from '../api-client.ts'
import { AttachmentDrop } from '../help/attachment-drop.tsx'
import { Composer } from '../help/composer.tsx'
import { useKeptFiles } from '../help/kept-files.ts'
import { useLanguage } from '../language.tsx'
import { useMe } from '../me.ts'
import { read } from '../queries.ts'
import { Notice } from '../ui/notice.tsx'
import { AddressLine } from './address-line.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { statuses } from './queue-search.ts'
import type { WholeRequest } from './request-queries.ts'
import type { Viewer } from './viewers.ts'

type Mode = 'reply' | 'note'

interface Props {
  readonly request: WholeRequest
  readonly viewers: readonly Viewer[]
  onWriting(isWriting: boolean): void
  onSent(): Promise<unknown>
}

/** Where an agent answers, or leaves a note for the others: never to be mistaken for one another. */
export function Answer({ request, viewers, onWriting, onSent }: Props) {
  const { compose } = useConsoleTexts()
  const me = useMe()
  const [mode, setMode] = useState<Mode>('reply')
  const [then, setThen] = useState('')
  const [seen, setSeen] = useState(request.comments.at(-1)?.id ?? null)
  const isNote = mode === 'note'
  const [files, setFiles] = useKeptFiles(`${me?.staff.id ?? ''}/console/${request.id}`)
  const [isUploading, setUploading] = useState(false)
  const unread = unreadOf(request, seen, me?.staff.id)
  const send = (markdown: string, idempotencyKey: string) => {
    const status = statuses.find((one) => one === then)
    const attachmentIds = files.map(({ id }) => id)
    const body = { markdown, internal: isNote, seen, attachmentIds, ...(status && { status }) }
    const given = { params: { requestId: request.id }, body }
    return call('POST /api/requests/{requestId}/comments', given, { idempotencyKey }).catch(
      async (error: unknown) => {
        // Somebody was faster: what they wrote is shown, and what was typed stays.
        if (error instanceof CallFailed && error.problem?.code === 'conflict') await onSent()
        throw error
      },
    )
  }
  return (
    <section className={c.write} data-note={isNote} aria-label={isNote ? compose.note : compose.reply}>
      <Others viewers={viewers} />
      {unread.length > 0 && (
        <Unread names={unread} onRead={() => setSeen(request.comments.at(-1)?.id ?? null)} />
      )}
      <div className={c.modes}>
        <SegmentedControl
          size="xs"
          value={mode}
          onChange={(value) => setMode(value as Mode)}
          aria-label={compose.mode}
          data={[
            { value: 'reply', label: compose.reply },
            { value: 'note', label: compose.note },
          ]}
        />
        <GoesTo request={request} isNote={isNote} />
      </div>
      <Composer
        draftKey={`${me?.staff.id ?? ''}/console/${request.id}`}
        label={isNote ? compose.yourNote : compose.yourReply}
        placeholder={isNote ? compose.noteHint : compose.replyHint}
        act={isNote ? compose.save : compose.send}
        onText={(text) => onWriting(text.trim() !== '')}
        tools={(insert) => <Canned onInsert={insert} />}
        isBusy={isUploading}
        attachments={
          <AttachmentDrop base="/api/attachments" value={files} onChange={setFiles} onBusy={setUploading} />
        }
        onSend={send}
        onSent={async () => {
          setThen('')
          setFiles([])
          await onSent()
        }}
      >
        <Then isNote={isNote} value={then} onChange={setThen} />
      </Composer>
    </section>
  )
}

/** Who wrote since the last that was read here. */
function unreadOf({ comments }: WholeRequest, seen: string | null, ownId: string | undefined): string[] {
  const at = comments.findIndex(({ id }) => id === seen)
  const since = comments.slice(at + 1)
  // What one has sent oneself, also from another tab, is read; what others wrote before it need not be.
  const others = since.filter(({ author }) => author.id !== ownId)
  return [...new Set(others.map(({ author }) => author.name))]
}

function Others({ viewers }: { viewers: readonly Viewer[] }) {
  const { request } = useConsoleTexts()
  const { language } = useLanguage()
  const writing = viewers.filter((one) => one.writing).map(({ name }) => name)
  if (writing.length === 0) return null
  const names = new Intl.ListFormat(language).format(writing)
  return (
    <Notice tone="warn" title={writing.length > 1 ? request.writingMany(names) : request.writing(names)}>
      {request.writingNext}
    </Notice>
  )
}

function Unread({ names, onRead }: { names: readonly string[]; onRead(): void }) {
  const { compose } = useConsoleTexts()
  const { language } = useLanguage()
  return (
    <Notice
      tone="warn"
      title={compose.unread(new Intl.ListFormat(language).format(names))}
      action={
        <Button variant="default" onClick={onRead}>
          {compose.haveRead}
        </Button>
      }
    >
      {compose.unreadNext}
    </Notice>
  )
}

/** Who will read it. */
function GoesTo({ request, isNote }: { request: WholeRequest; isNote: boolean }) {
  const { compose } = useConsoleTexts()
  const { language } = useLanguage()
  if (isNote) return <span className={`${c.to} ${c.noteWord}`}>{compose.onlyAgents}</span>
  const shares = new Intl.ListFormat(language).format(request.shares.map(({ name }) => name))
  return (
    <span className={c.to}>
      <span className="quiet">{compose.goesTo}</span>
      <AddressLine requester={request.requester} />
      <span className="quiet">
        {[
          compose.andOthers(request.participants.length),
          ...(shares === '' ? [] : [compose.andShared(shares)]),
        ].join(' ')}
      </span>
    </span>
  )
}

function Then({
  isNote,
  value,
  onChange,
}: {
  isNote: boolean
  value: string
  onChange(value: string): void
}) {
  const { compose, statuses: names } = useConsoleTexts()
  return (
    <NativeSelect
      size="xs"
      aria-label={compose.after}
      value={value}
      data={[
        { value: '', label: isNote ? compose.afterStays : compose.afterDefault },
        ...statuses
          .filter((one) => isNote || one !== 'waiting-for-customer')
          .map((one) => ({ value: one as string, label: names[one] })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function Canned({ onInsert }: { onInsert(text: string): void }) {
  const { compose } = useConsoleTexts()
  const items = useQuery(read('GET /api/canned-answers')).data?.items ?? []
  if (items.length === 0) return null
  return (
    <NativeSelect
      size="xs"
      aria-label={compose.canned}
      value=""
      data={[
        { value: '', label: compose.cannedChoose },
        ...items.map(({ id, title }) => ({ value: id, label: title })),
      ]}
      onChange={({ currentTarget: { value } }) => {
        const found = items.find(({ id }) => id === value)
        if (found) onInsert(found.markdown)
      }}
    />
  )
}
