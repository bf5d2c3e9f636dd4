import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { AttachmentDrop } from '../help/attachment-drop.tsx'
import { type FieldValues, RequestFormFields } from '../help/request-form-fields.tsx'
import type { Attachment } from '../help/upload.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'

type Portal = AnswerOf<'GET /api/help/portals'>['items'][number]

/** By the field; without one those of the request itself. */
type Files = Readonly<Record<string, readonly Attachment[]>>

interface Props {
  readonly customerId: string
  readonly portals: readonly Portal[]
}

/** What a customer asks, as an agent writes it down: what the kind of request asks for, as far as the agent heard it. */
export function AskFor({ customerId, portals }: Props) {
  const { open } = useConsoleTexts()
  const navigate = useNavigate()
  const kinds = portals.filter(({ requestTypes }) => requestTypes.length > 0)
  const [typeId, setTypeId] = useState(kinds[0]?.requestTypes[0]?.id ?? '')
  /** By the field, whichever kind it is of: whoever looks at another kind and comes back has lost nothing. */
  const [values, setValues] = useState<FieldValues>({})
  const { files, clear, dropFor, isBusy } = useFiles()
  const query = useQuery(read('GET /api/help/forms/{requestTypeId}', { params: { requestTypeId: typeId } }))
  const fields = query.data?.fields ?? []
  const params = { customerId }
  const { data } = useQuery(read('GET /api/customers/{customerId}', { params }))
  const organizations = [
    ...new Map((data?.memberships ?? []).map(({ organization }) => [organization.id, organization])).values(),
  ]
  const idsOf = (name: string) => (files[name] ?? []).map(({ id }) => id)
  const answers = Object.fromEntries(
    fields.flatMap(({ id, kind }) => {
      const value = kind === 'attachment' ? idsOf(id) : values[id]
      return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[id, value]]
    }),
  )
  const hasFileField = fields.some(({ kind }) => kind === 'attachment')
  const form = useSubmit({
    read: (given) => ({
      customerId,
      requestTypeId: typeId,
      summary: textOf(given, 'summary'),
      fields: answers,
      organizationIds: given.getAll('organization').map(String),
      attachmentIds: hasFileField ? [] : idsOf(''),
      text: textOf(given, 'text'),
    }),
    act: async ({ text, ...body }, idempotencyKey) => {
      const opened = await call('POST /api/requests', { body }, { idempotencyKey })
      const params = { requestId: opened.id }
      if (text !== '') {
        const first = { markdown: text, status: 'open' } as const
        await call(
          'POST /api/requests/{requestId}/comments',
          { params, body: first },
          { idempotencyKey: `${idempotencyKey}-text` },
        )
      }
      return opened
    },
    onDone: ({ key }) => navigate({ to: paths.consoleRequest, params: { requestKey: key } }),
  })
  return (
    <Card title={open.what}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <NativeSelect
          label={open.type}
          value={typeId}
          onChange={(event) => {
            setTypeId(event.currentTarget.value)
            clear()
          }}
          data={kinds.map(({ name, requestTypes }) => ({
            group: name,
            items: requestTypes.map((one) => ({ value: one.id, label: one.name })),
          }))}
          error={form.errorOf('requestTypeId')}
        />
        <TextInput name="summary" label={open.summary} maxLength={255} error={form.errorOf('summary')} />
        <Loaded query={query}>
          {() =>
            fields.length > 0 && (
              <>
                <p className="second">{open.fieldsHint}</p>
                <RequestFormFields
                  // What the help centre must have of whoever asks, an agent may not have been told.
                  fields={fields.map(({ required: _, ...field }) => ({ ...field, isRequired: false }))}
                  values={values}
                  size="sm"
                  errors={Object.fromEntries(fields.map(({ id }) => [id, form.errorOf(`fields.${id}`)]))}
                  renderAttachments={({ id }) => <AttachmentDrop {...dropFor(id)} />}
                  onChange={(id, value) =>
                    setValues(({ [id]: _, ...rest }) =>
                      value === undefined ? rest : { ...rest, [id]: value },
                    )
                  }
                />
              </>
            )
          }
        </Loaded>
        {query.data && !hasFileField && (
          <AttachmentDrop label={open.files} error={form.errorOf('attachmentIds')} {...dropFor('')} />
        )}
        <Textarea
          name="text"
          label={open.text}
          description={open.textHint}
          autosize
          minRows={4}
          maxRows={20}
          maxLength={32_000}
          error={form.errorOf('markdown')}
        />
        <fieldset className={c.fields}>
          <legend>{open.share}</legend>
          {organizations.length === 0 && <p className="quiet">{open.shareNone}</p>}
          {organizations.map(({ id, name }) => (
            <Checkbox key={id} name="organization" value={id} label={name} />
          ))}
        </fieldset>
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending} disabled={isBusy || !query.data}>
            {open.act}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** Files of several fields, some of them on their way. */
function useFiles() {
  const [files, setFiles] = useState<Files>({})
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const latest = useRef(files)
  latest.current = files
  const dropFor = (name: string) => ({
    base: '/api/attachments' as const,
    value: files[name] ?? [],
    onChange: (next: readonly Attachment[]) => {
      latest.current = { ...latest.current, [name]: next }
      setFiles(latest.current)
    },
    onBusy: (isBusy: boolean) =>
      setBusy((before) => new Set([...before].filter((one) => one !== name).concat(isBusy ? [name] : []))),
  })
  /** Another kind asks for other files; what was on its way is given up with its field. */
  const clear = () => {
    setFiles({})
    setBusy(new Set())
  }
  return { files, clear, dropFor, isBusy: busy.size > 0 }
}
