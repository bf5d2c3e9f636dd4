import { Button, Menu, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { type FieldValues, RequestFormFields } from '../help/request-form-fields.tsx'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import {
  type DraftField,
  draftOf,
  fieldsMax,
  kinds,
  newField,
  type RequestType,
  type TypeFields,
  typeFieldsOf,
  wantedOf,
} from './field-draft.ts'
import { FieldEditor } from './field-editor.tsx'
import { useTexts } from './language.ts'
import { MeanwhileNotice } from './meanwhile-notice.tsx'
import { moved } from './order-buttons.tsx'
import { usePortalTexts } from './portal-texts.ts'
import c from './portals.module.css'

interface Props {
  readonly portalId: string
  readonly requestType: RequestType
  readonly mayChange: boolean
}

const typeOf = (params: { readonly portalId: string; readonly requestTypeId: string }) =>
  read('GET /api/portals/{portalId}/request-types/{requestTypeId}', { params })

/** A kind of request that is looked at alone: what is saved is held to what was read of it. */
export function OpenedType({
  requestTypeId,
  ...rest
}: Omit<Props, 'requestType'> & { readonly requestTypeId: string }) {
  const query = useQuery(typeOf({ portalId: rest.portalId, requestTypeId }))
  return <Loaded query={query}>{(found) => <RequestTypeEditor requestType={found} {...rest} />}</Loaded>
}

const names = ['name', 'description', 'fields'] as const

function useTypeDraft({ portalId, requestType }: Pick<Props, 'portalId' | 'requestType'>) {
  const client = useQueryClient()
  const params = { portalId, requestTypeId: requestType.id }
  return useDraft({
    latest: requestType,
    fieldsOf: typeFieldsOf,
    send: ({ fields, ...rest }: Partial<TypeFields>, basedOn) =>
      call(
        'PATCH /api/portals/{portalId}/request-types/{requestTypeId}',
        { params, body: { ...rest, ...(fields && { fields: fields.map(wantedOf) }) } },
        { basedOn },
      ),
    reread: () => call('GET /api/portals/{portalId}/request-types/{requestTypeId}', { params }),
    onKnown: (known) => {
      client.setQueryData(typeOf(params).queryKey, known)
      return client.invalidateQueries()
    },
  })
}

/** A kind of request with everything that it asks for, beside the form as people will see it. */
function RequestTypeEditor({ portalId, requestType, mayChange }: Props) {
  const { save, settings } = useTexts()
  const words = usePortalTexts()
  const draft = useTypeDraft({ portalId, requestType })
  const { values, conflict } = draft
  const { fields } = values
  const set = (changed: readonly DraftField[]) => draft.set('fields', changed)
  const archived = requestType.archivedFields.filter(({ id }) => !fields.some((one) => one.id === id))
  return (
    <Card title={requestType.name}>
      <section className={c.editor} aria-label={values.name}>
        <form
          className={c.fields}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            draft.save(names)
          }}
        >
          <TextInput
            label={words.typeName}
            maxLength={200}
            readOnly={!mayChange}
            value={values.name}
            error={draft.errorOf('name')}
            onChange={(event) => draft.set('name', event.currentTarget.value)}
          />
          <Textarea
            label={words.fields.description}
            description={words.typeDescriptionHint}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={1_000}
            readOnly={!mayChange}
            value={values.description}
            error={draft.errorOf('description')}
            onChange={(event) => draft.set('description', event.currentTarget.value)}
          />
          <h3>{words.formFields}</h3>
          {fields.length === 0 && <EmptyState title={words.noField}>{words.noFieldWhy}</EmptyState>}
          <ol className={c.fields} aria-label={words.formFields}>
            {fields.map((field, n) => (
              <FieldEditor
                key={field.key}
                n={n}
                count={fields.length}
                field={field}
                disabled={!mayChange}
                errorOf={(rest) => draft.errorOf(`fields.${n}.${rest}`)}
                onChange={(changed) => set(fields.with(n, changed))}
                onMove={(to) => set(moved(fields, n, to))}
                onRemove={() => set(fields.toSpliced(n, 1))}
              />
            ))}
          </ol>
          {mayChange && (
            <div className={layout.formFoot}>
              <AddField isFull={fields.length >= fieldsMax} onAdd={(field) => set([...fields, field])} />
            </div>
          )}
          {mayChange && archived.length > 0 && (
            <div className="stack">
              <h3>{words.archivedFields}</h3>
              <p className="quiet">{words.archivedFieldsWhy}</p>
              <ul className="stack">
                {archived.map((field) => (
                  <li key={field.id} className="row">
                    <span className="grow">
                      <bdi>{field.label}</bdi> <span className="quiet">{words.kinds[field.kind].label}</span>
                    </span>
                    <Button
                      variant="default"
                      size="compact-xs"
                      aria-label={words.askAgainWhat(field.label)}
                      onClick={() => set([...fields, draftOf(field)])}
                    >
                      {words.askAgain}
                    </Button>
                  </li>
                ))}
              </ul>
            </div>
          )}
          {draft.otherError && <CallError error={draft.otherError} />}
          {draft.errorOf('fields') && <p className={c.warn}>{draft.errorOf('fields')}</p>}
          {conflict && (
            <MeanwhileNotice
              conflict={conflict}
              labelOf={(name) =>
                name === 'fields'
                  ? words.formFields
                  : name === 'name'
                    ? words.typeName
                    : words.fields.description
              }
              show={(_, value) =>
                Array.isArray(value)
                  ? (value as DraftField[]).map(({ label }) => label).join(' · ') || words.asksNothing
                  : String(value)
              }
              isPending={draft.isPending}
            />
          )}
          {mayChange && (
            <div className={layout.formFoot}>
              <Button
                type="submit"
                disabled={!draft.isChanged(names)}
                loading={draft.isPending}
                aria-label={settings.saveWhat(requestType.name)}
              >
                {save}
              </Button>
              {draft.isChanged(names) && (
                <Button variant="default" onClick={draft.discard}>
                  {words.discard}
                </Button>
              )}
              {draft.isDone && !draft.isChanged(names) && <span role="status">{settings.saved}</span>}
            </div>
          )}
        </form>
        <FormPreview values={values} />
      </section>
    </Card>
  )
}

function AddField({ isFull, onAdd }: { isFull: boolean; onAdd(field: DraftField): void }) {
  const words = usePortalTexts()
  if (isFull) return <p className="quiet">{words.fieldsMax(fieldsMax)}</p>
  return (
    <Menu position="bottom-start" withinPortal={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />}>
          {words.addField}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(newField(kind))}>
            {words.kinds[kind].label}
            <div className="quiet small">{words.kinds[kind].hint}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The very fields of the help centre, to be tried. Nothing that is typed there goes anywhere. */
function FormPreview({ values }: { values: TypeFields }) {
  const words = usePortalTexts()
  const [answers, setAnswers] = useState<FieldValues>({})
  const fields = values.fields.map(({ key, label, options, ...field }) => ({
    ...field,
    id: key,
    label: label.trim() === '' ? words.unnamed : label,
    options: options.map((one) => ({
      id: one.key,
      label: one.label.trim() === '' ? words.unnamed : one.label,
    })),
  }))
  const answer = (id: string, value: FieldValues[string] | undefined) => {
    const { [id]: _, ...others } = answers
    setAnswers(value === undefined ? others : { ...others, [id]: value })
  }
  return (
    <section className={c.preview} aria-label={words.preview}>
      <p className="quiet small">{words.previewWhy}</p>
      <div>
        <h3>{values.name}</h3>
        {values.description !== '' && <p className="second">{values.description}</p>}
      </div>
      <RequestFormFields fields={fields} values={answers} onChange={answer} size="sm" />
    </section>
  )
}
