import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useContext, useRef, useState } from 'react'
import { type AnswerOf, CallFailed, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { paths } from '../paths.ts'
import { PortalSignIn } from '../portal/portal-sign-in.tsx'
import { read } from '../queries.ts'
import { GuestPlace } from '../sign-in/guest-shell.tsx'
import { CallError } from '../ui/call-error.tsx'
import { useKeptDraft } from '../ui/kept-draft.ts'
import { Loaded } from '../ui/loaded.tsx'
import { useSubmit } from '../ui/submit.ts'
import { type Asker, AskerContext, isNotSignedIn, useAskerQuery } from './asker.ts'
import { AttachmentDrop } from './attachment-drop.tsx'
import c from './help.module.css'
import { HelpPage } from './help-page.tsx'
import { useHelpTexts } from './help-texts.ts'
import { type FieldValues, RequestFormFields } from './request-form-fields.tsx'
import { ShareChoice } from './share-choice.tsx'
import type { Attachment } from './upload.ts'
import { uploadBase } from './upload-base.ts'

type Form = AnswerOf<'GET /api/help/forms/{requestTypeId}'>

/** What one kind of request asks for, and then what becomes of it. */
export function RequestFormPage() {
  const { form: words, portal: portalWords, places } = useHelpTexts()
  const { portalKey, requestTypeId } = useParams({ from: `/help${paths.requestForm}` })
  const asker = useContext(AskerContext)
  const askerQuery = useAskerQuery()
  const query = useQuery(read('GET /api/help/forms/{requestTypeId}', { params: { requestTypeId } }))
  const [sentKey, setSentKey] = useState<string>()
  const { data: form, error } = query
  const back = (
    <Link to={paths.portal} params={{ portalKey }}>
      {form?.portal.name ?? portalWords.back}
    </Link>
  )
  if (sentKey !== undefined) return <Sent requestKey={sentKey} />
  if (
    !form &&
    error instanceof CallFailed &&
    (error.problem?.code === 'not-found' || error.problem?.code === 'invalid')
  ) {
    return (
      <HelpPage title={words.gone} lead={words.goneWhy} isNarrow>
        <p>
          <Link to={paths.home}>{portalWords.back}</Link>
        </p>
      </HelpPage>
    )
  }
  // Nobody is asked to sign in before it is known that they have not.
  const isKnown = asker !== undefined || isNotSignedIn(askerQuery.error)
  if (!form || !isKnown) {
    return (
      <HelpPage title={form?.name ?? places.home} isNarrow>
        {form ? (
          <Loaded query={askerQuery}>{() => null}</Loaded>
        ) : (
          <Loaded query={query}>{() => null}</Loaded>
        )}
      </HelpPage>
    )
  }
  return (
    <HelpPage title={form.name} crumb={back} lead={form.description} isNarrow>
      {/* Another person begins with another draft. */}
      <Ask key={`${asker?.id} ${form.id}`} form={form} asker={asker} onSent={setSentKey} />
    </HelpPage>
  )
}

interface Draft {
  readonly summary?: string
  readonly values?: FieldValues
  readonly shared?: readonly string[]
  /** By the field, and without one those of the request itself. */
  readonly files?: Readonly<Record<string, readonly Attachment[]>>
}

/** What is not answered is not there. */
function withAnswer(values: FieldValues, id: string, value: FieldValues[string] | undefined): FieldValues {
  const { [id]: _, ...rest } = values
  return value === undefined ? rest : { ...rest, [id]: value }
}

/** What was kept is read as far as it still has this shape. */
function readDraft(text: string): Draft {
  try {
    const draft: unknown = JSON.parse(text)
    return typeof draft === 'object' && draft !== null ? draft : {}
  } catch {
    return {}
  }
}

/** What must be answered and is not. Files are known by the server alone. */
function missingOf(
  { fields }: Form,
  summary: string,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  const isEmpty = (value: unknown) =>
    value === undefined ||
    value === null ||
    value === false ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  return [
    ...(isEmpty(summary) ? ['summary'] : []),
    ...fields.filter(({ id, required }) => required && isEmpty(values[id])).map(({ id }) => `fields.${id}`),
  ]
}

interface AskProps {
  readonly form: Form
  readonly asker: Asker | undefined
  readonly onSent: (key: string) => void
}

function Ask({ form, asker, onSent }: AskProps) {
  const { form: words } = useHelpTexts()
  const { errors } = useTexts()
  const client = useQueryClient()
  const [isTried, setTried] = useState(false)
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [text, setText] = useKeptDraft(`${asker?.id ?? 'guest'}/${form.id}`, asker && `guest/${form.id}`)
  const draft = readDraft(text)
  const change = (part: Draft) => setText(JSON.stringify({ ...draft, ...part }))
  const { summary = '', files = {} } = draft
  // Files arrive later than what is typed: each is added to what the draft holds by then.
  const latest = useRef(draft)
  latest.current = draft
  const setFiles = (name: string, next: readonly Attachment[]) =>
    setText(JSON.stringify({ ...latest.current, files: { ...latest.current.files, [name]: next } }))
  const isFile = (id: string) => form.fields.some((field) => field.id === id && field.kind === 'attachment')
  const idsOf = (name: string) => (files[name] ?? []).map(({ id }) => id)
  const fileFields = Object.keys(files).filter(isFile)
  const values = { ...draft.values, ...Object.fromEntries(fileFields.map((id) => [id, idsOf(id)])) }
  const organizations = asker?.organizations ?? []
  const byDefault = form.portal.shareDefault === 'organizations' ? organizations.map(({ id }) => id) : []
  const shared = (draft.shared ?? byDefault).filter((id) => organizations.some((one) => one.id === id))
  const dropFor = (name: string) => ({
    base: uploadBase,
    value: files[name] ?? [],
    onChange: (next: readonly Attachment[]) => setFiles(name, next),
    onBusy: (isBusy: boolean) =>
      setBusy((before) => new Set([...before].filter((one) => one !== name).concat(isBusy ? [name] : []))),
  })
  const known = new Set(form.fields.map(({ id }) => id))
  const submit = useSubmit({
    read: () => ({
      requestTypeId: form.id,
      summary,
      fields: Object.fromEntries(Object.entries(values).filter(([id]) => known.has(id))),
      organizationIds: [...shared],
      attachmentIds: idsOf(''),
    }),
    act: (body, idempotencyKey) => call('POST /api/help/requests', { body }, { idempotencyKey }),
    onDone: async ({ key }) => {
      setText('')
      await client.invalidateQueries({ queryKey: ['GET /api/help/requests'] })
      onSent(key)
    },
  })
  const missing = isTried ? missingOf(form, summary, values) : []
  // What is missing is said of all fields at once; everything else the server judges.
  const errorOf = (name: string) =>
    missing.includes(name) ? errors.byRule.missing?.(0) : submit.errorOf(name)
  return (
    <>
      <form
        className={`card ${c.form}`}
        ref={submit.ref}
        onSubmit={(event) => {
          setTried(true)
          if (missingOf(form, summary, values).length === 0) return submit.onSubmit(event)
          event.preventDefault()
          const { currentTarget } = event
          requestAnimationFrame(() =>
            currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
          )
        }}
        noValidate
      >
        <TextInput
          size="md"
          label={words.summary}
          description={words.summaryHint}
          withAsterisk
          aria-required
          value={summary}
          error={errorOf('summary')}
          onChange={(event) => change({ summary: event.currentTarget.value })}
        />
        <RequestFormFields
          fields={form.fields.map(({ required, ...field }) => ({ ...field, isRequired: required }))}
          values={values}
          errors={Object.fromEntries(form.fields.map(({ id }) => [id, errorOf(`fields.${id}`)]))}
          renderAttachments={({ id }) => asker && <AttachmentDrop {...dropFor(id)} />}
          onChange={(id, value) => change({ values: withAnswer(draft.values ?? {}, id, value) })}
        />
        {asker && !form.fields.some(({ kind }) => kind === 'attachment') && (
          <AttachmentDrop label={words.files} error={submit.errorOf('attachmentIds')} {...dropFor('')} />
        )}
        {organizations.length > 0 && (
          <ShareChoice
            organizations={organizations}
            chosen={shared}
            onChange={(next) => change({ shared: next })}
          />
        )}
        {submit.otherError && <CallError error={submit.otherError} />}
        {asker ? (
          <div className="row wrap">
            <Button type="submit" size="md" loading={submit.isPending} disabled={busy.size > 0}>
              {words.send}
            </Button>
            <span className="quiet small">{words.kept}</span>
          </div>
        ) : (
          <p className="second">{words.signInFirst}</p>
        )}
      </form>
      {!asker && (
        <GuestPlace value="beside">
          <PortalSignIn />
        </GuestPlace>
      )}
    </>
  )
}

/** It is sent: its number, and what happens next. */
function Sent({ requestKey }: { requestKey: string }) {
  const { form: words } = useHelpTexts()
  return (
    <HelpPage title={words.sentTitle(requestKey)} isNarrow>
      <section className={`card ${c.form}`} role="status">
        <h2>{words.sentLead}</h2>
        <ol className={c.steps}>
          {words.sentSteps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div className="row wrap">
          <Button renderRoot={(props) => <Link {...props} to={paths.request} params={{ requestKey }} />}>
            {words.toRequest(requestKey)}
          </Button>
          <Link to={paths.home}>{words.another}</Link>
        </div>
      </section>
    </HelpPage>
  )
}
