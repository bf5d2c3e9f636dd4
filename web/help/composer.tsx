import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { call } from '../api-client.ts'
import { useLanguage, useTexts } from '../language.tsx'
import { CallError } from '../ui/call-error.tsx'
import { useKeptDraft } from '../ui/kept-draft.ts'
import { Loaded } from '../ui/loaded.tsx'
import { RichText } from '../ui/rich-text.tsx'
import { useSubmit } from '../ui/submit.ts'
import c from './composer.module.css'

/** As the server has it; beyond it the text is refused. */
const lengthMax = 32_000
const ways = ['write', 'preview'] as const

interface Props {
  /** Whose draft it is and what for: it is kept in this tab under this name until it is sent. */
  readonly draftKey: string
  readonly label: string
  readonly placeholder?: string
  /** Names the act, and to how many it goes. */
  readonly act: string
  /** Sends it; what it throws is shown, and the text stays. */
  readonly onSend: (markdown: string, idempotencyKey: string) => Promise<unknown>
  readonly onSent?: () => unknown
  /** Below the text: where files are added. */
  readonly attachments?: ReactNode
  /** The files that go along: with others it is another message. */
  readonly attachmentIds?: readonly string[]
  /** Files are still on their way: sent now, the message would go without them. */
  readonly isBusy?: boolean
  /** Told what is being written, with every key. */
  readonly onText?: (text: string) => void
  /** Beside the name of the field: what puts words into it. */
  readonly tools?: (insert: (words: string) => void) => ReactNode
  /** Beside the button. */
  readonly children?: ReactNode
}

/** Where somebody writes in a request, at the help centre and at the console. */
export function Composer(props: Props) {
  const { draftKey, label, placeholder, act, onSend, onSent, attachments, attachmentIds = [] } = props
  const { isBusy = false, onText, tools, children } = props
  const { composer: words } = useTexts()
  const { language } = useLanguage()
  const id = useId()
  const [way, setWay] = useState<(typeof ways)[number]>('write')
  const [text, keep] = useKeptDraft(draftKey)
  const setText = (next: string) => {
    keep(next)
    onText?.(next)
  }
  const insert = (words: string) => {
    setWay('write')
    setText(text.trim() === '' ? words : `${text.trimEnd()}\n\n${words}`)
  }
  const form = useSubmit({
    read: () => ({ markdown: text, attachmentIds: [...attachmentIds] }),
    act: ({ markdown }, key) => onSend(markdown, key),
    onDone: () => {
      setText('')
      setWay('write')
      return onSent?.()
    },
  })
  const fileError = form.errorOf('attachmentIds')
  const over = text.length - lengthMax
  const tooLong = over > 0 ? words.tooLong(new Intl.NumberFormat(language).format(over)) : undefined
  const sendByKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
    event.preventDefault()
    event.currentTarget.form?.requestSubmit()
  }
  return (
    <form className={c.composer} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <div className={c.head}>
        <label className={c.label} htmlFor={`${id}-text`}>
          {label}
        </label>
        {tools?.(insert)}
        <Ways id={id} way={way} onWay={setWay} />
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${way}`}>
        {way === 'preview' ? (
          <Preview text={text} />
        ) : (
          <Textarea
            id={`${id}-text`}
            size="md"
            autosize
            minRows={4}
            maxRows={24}
            value={text}
            placeholder={placeholder}
            description={words.hint}
            inputWrapperOrder={['input', 'description', 'error']}
            error={tooLong ?? form.errorOf('markdown')}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={sendByKey}
          />
        )}
      </div>
      {attachments}
      {fileError && <p className="bad">{fileError}</p>}
      {form.otherError && <CallError error={form.otherError} />}
      <div className={c.foot}>
        <Button type="submit" loading={form.isPending} disabled={isBusy || over > 0}>
          {act}
        </Button>
        {children}
      </div>
    </form>
  )
}

interface WaysProps {
  readonly id: string
  readonly way: (typeof ways)[number]
  readonly onWay: (way: (typeof ways)[number]) => void
}

function Ways({ id, way, onWay }: WaysProps) {
  const { composer: words } = useTexts()
  const other = way === 'write' ? 'preview' : 'write'
  const byKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    onWay(other)
    document.getElementById(`${id}-${other}`)?.focus()
  }
  return (
    <div className={c.tabs} role="tablist" aria-label={words.ways}>
      {ways.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`${id}-${one}`}
          aria-selected={way === one}
          aria-controls={`${id}-panel`}
          tabIndex={way === one ? 0 : -1}
          onClick={() => onWay(one)}
          onKeyDown={byKey}
        >
          {words[one]}
        </button>
      ))}
    </div>
  )
}

/** As others will read it: the server shows it, so that it is shown in one way only. */
function Preview({ text }: { text: string }) {
  const { composer: words } = useTexts()
  const isEmpty = text.trim() === '' || text.length > lengthMax
  const query = useQuery({
    queryKey: ['preview', text],
    queryFn: ({ signal }) => call('POST /api/help/preview', { body: { markdown: text } }, { signal }),
    enabled: !isEmpty,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <div className={c.preview}>
      {isEmpty ? (
        <p className="quiet">{words.nothing}</p>
      ) : (
        <Loaded query={query}>{({ content }) => <RichText content={content} />}</Loaded>
      )}
    </div>
  )
}
