import { Button, VisuallyHidden } from '@mantine/core'
import { IconPaperclip, IconRefresh, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTexts } from '../language.tsx'
import { useFileSize } from '../ui/file-size.ts'
import { AttachedFile, FileIcon } from './attached-file.tsx'
import c from './attachments.module.css'
import { type Attachment, canGoOn, discard, type UploadBase, type UploadFailed } from './upload.ts'
import { type UnderWay, useUploads } from './use-uploads.ts'

/** As the server has it. */
const filesMax = 20

interface Props {
  readonly base: UploadBase
  /** The files that are there and go with the message. */
  readonly value: readonly Attachment[]
  readonly onChange: (value: readonly Attachment[]) => void
  /** Told while files are on their way: a message that is sent meanwhile would go without them. */
  readonly onBusy?: (isBusy: boolean) => void
  /** Names the field where it is one of a form's. */
  readonly label?: ReactNode
  readonly description?: ReactNode
  readonly error?: ReactNode
}

/**
 * Files for a message: by a button, dropped anywhere on its form, or pasted into it. Each shows how far it is, can be given up,
 * and goes on where it stopped.
 */
export function AttachmentDrop({ base, value, onChange, onBusy, label, description, error }: Props) {
  const { attaching: words } = useTexts()
  const id = useId()
  const root = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [isOver, setIsOver] = useState(false)
  const [said, setSaid] = useState('')
  const [leftOut, setLeftOut] = useState(0)
  const latest = useRef(value)
  latest.current = value
  const change = (files: readonly Attachment[]) => {
    latest.current = files
    onChange(files)
  }
  const { underWay, add, retry, cancel } = useUploads({
    base,
    onDone(attachment) {
      change([...latest.current, attachment])
      setSaid(words.there(attachment.name))
    },
  })
  const isBusy = underWay.some((one) => one.error === undefined)
  const busy = useRef(onBusy)
  busy.current = onBusy
  useEffect(() => busy.current?.(isBusy), [isBusy])

  const bring = (files: readonly File[]) => {
    const room = filesMax - value.length - underWay.length
    add(files.slice(0, Math.max(0, room)).map((file) => ({ file, name: nameOf(file) })))
    setLeftOut(Math.max(0, files.length - Math.max(0, room)))
  }
  useFilesFrom(root, bring, setIsOver)
  /** What held the focus is gone. */
  const focusAgain = () => button.current?.focus()
  const hasFiles = value.length + underWay.length > 0
  return (
    <section
      ref={root}
      className={c.drop}
      data-files
      data-over={isOver}
      aria-labelledby={label === undefined ? undefined : `${id}-label`}
      aria-label={label === undefined ? words.files : undefined}
      aria-describedby={error ? `${id}-error` : undefined}
    >
      {label !== undefined && (
        <span id={`${id}-label`} className={c.label}>
          {label}
        </span>
      )}
      {description !== undefined && <span className="second small">{description}</span>}
      {hasFiles && (
        <ul className={c.list} aria-label={words.files}>
          {value.map((one) => (
            <AttachedFile key={one.id} base={base} file={one}>
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={words.remove(one.name)}
                onClick={() => {
                  change(value.filter(({ id: other }) => other !== one.id))
                  discard(`${base}/${one.id}`)
                  setSaid(words.removed(one.name))
                  focusAgain()
                }}
              >
                <IconX size={15} aria-hidden />
              </Button>
            </AttachedFile>
          ))}
          {underWay.map((one) => (
            <Going
              key={one.key}
              one={one}
              onRetry={() => retry(one.key)}
              onCancel={() => {
                cancel(one.key)
                setSaid(words.removed(one.name))
                focusAgain()
              }}
            />
          ))}
        </ul>
      )}
      <div className="row wrap">
        <Button
          ref={button}
          variant="subtle"
          leftSection={<IconPaperclip size={15} aria-hidden />}
          disabled={value.length + underWay.length >= filesMax}
          onClick={() => input.current?.click()}
        >
          {words.add}
        </Button>
        <span className="quiet small">{isOver ? words.dropNow : words.ways}</span>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={words.add}
        onChange={(event) => {
          bring([...(event.currentTarget.files ?? [])])
          // The same file, changed meanwhile, can be chosen again.
          event.currentTarget.value = ''
        }}
      />
      {error && (
        <span id={`${id}-error`} className={c.error}>
          {error}
        </span>
      )}
      <span role="status" className={c.notice}>
        {leftOut > 0 && words.tooMany(filesMax, leftOut)}
      </span>
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </section>
  )
}

interface GoingProps {
  readonly one: UnderWay
  readonly onRetry: () => void
  readonly onCancel: () => void
}

function Going({ one: { name, sizeBytes, sentBytes, error }, onRetry, onCancel }: GoingProps) {
  const { attaching: words } = useTexts()
  const size = useFileSize()
  const text = words.sent(size(sentBytes), size(sizeBytes))
  return (
    <li className={c.file} data-failed={error !== undefined}>
      <FileIcon mediaType={null} />
      <div className={c.what}>
        <bdi className={c.name}>{name}</bdi>
        {error ? (
          <span className={c.error} role="alert">
            <Reason error={error} name={name} />
          </span>
        ) : (
          <div className={c.progress}>
            <progress
              aria-label={name}
              aria-valuetext={text}
              value={sentBytes}
              max={Math.max(sizeBytes, 1)}
            />
            <span className="quiet small">{text}</span>
          </div>
        )}
      </div>
      {error && mayRetry(error) && (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={words.retry(name)}
          leftSection={<IconRefresh size={15} aria-hidden />}
          onClick={onRetry}
        >
          {words.goOn}
        </Button>
      )}
      <Button variant="subtle" size="compact-sm" aria-label={words.cancel(name)} onClick={onCancel}>
        <IconX size={15} aria-hidden />
      </Button>
    </li>
  )
}

/** Not what breaks a rule: it would again. Somebody may have signed in again, or made room, meanwhile. */
const mayRetry = ({ problem }: UploadFailed) =>
  canGoOn(problem?.status) || problem?.status === 401 || problem?.status === 507

/** Which rule the file breaks, or what is in the way. */
function Reason({ error: { problem, sizeMax }, name }: { error: UploadFailed; name: string }): string {
  const { attaching: words, errors } = useTexts()
  const size = useFileSize()
  if (!problem) return words.notReached(name)
  const field = problem.errors?.[0]?.field
  if (problem.code === 'too-large' && field === 'size')
    return sizeMax === undefined ? words.tooLarge(name) : words.tooLargeFor(name, size(sizeMax))
  if (problem.code === 'too-large' && field === 'day') return words.tooMuchToday(name)
  if (problem.code === 'no-room' && field === 'site') return words.siteFull(name)
  if (problem.code === 'too-large') return words.tooMuch(name)
  if (field === 'name') return words.blocked(name)
  if (field === 'size') return words.empty(name)
  const { title, next } = errors.byCode[problem.code]
  return [name, title, next].filter((part) => part !== undefined).join(': ')
}

/** Whatever browsers call a picture of the clipboard, several would have one name. */
function nameOf(file: File): string {
  if (file.name !== '' && file.name !== 'image.png') return file.name
  const [at = ''] = new Date().toISOString().replaceAll(':', '-').split('.')
  return `screenshot-${at}.png`
}

/** Takes files that are dropped on the form around an element, or pasted anywhere in it. */
function useFilesFrom(
  root: { readonly current: HTMLElement | null },
  bring: (files: readonly File[]) => void,
  setIsOver: (is: boolean) => void,
): void {
  const latest = useRef(bring)
  latest.current = bring
  useEffect(() => {
    const place: HTMLElement | null = root.current?.closest('form') ?? root.current
    if (!place) return
    const end = new AbortController()
    const listen = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      act: (event: HTMLElementEventMap[Name]) => void,
    ) => place.addEventListener(name, act, { signal: end.signal })
    const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false
    /** A form may have several such fields: each takes what comes to it, and the first what comes to none. */
    const isTaken = (event: Event) => {
      const field = event.target instanceof Element ? event.target.closest('[data-files]') : null
      return event.defaultPrevented || (field !== null && field !== root.current)
    }
    listen('dragover', (event) => {
      if (!holdsFiles(event) || isTaken(event)) return setIsOver(false)
      event.preventDefault()
      setIsOver(true)
    })
    listen('dragleave', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && place.contains(relatedTarget))) setIsOver(false)
    })
    listen('drop', (event) => {
      setIsOver(false)
      if (!holdsFiles(event) || isTaken(event)) return
      event.preventDefault()
      latest.current([...(event.dataTransfer?.files ?? [])])
    })
    listen('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])]
      // A table that was copied comes as a text and as a picture of it: the text is meant.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain') || isTaken(event)) return
      event.preventDefault()
      latest.current(files)
    })
    return () => end.abort()
  }, [root, setIsOver])
}
