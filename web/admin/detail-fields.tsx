import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import c from './admin.module.css'
import { useSettingsTexts } from './settings-texts.ts'

type Field = AnswerOf<'GET /api/detail-fields'>['items'][number]
const types = ['text', 'number', 'boolean', 'date'] as const

/** What the site wants to know of its customers beyond name and address. */
export function DetailFields() {
  const { detailFields: words } = useSettingsTexts()
  const mayChange = useMay()('site.change')
  const query = useQuery(read('GET /api/detail-fields'))
  const [act, setAct] = useState<{ kind: 'rename' | 'remove'; field: Field }>()
  const close = () => setAct(undefined)
  return (
    <Card title={words.title}>
      <p className="second">{words.lead}</p>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{words.none}</p>
          ) : (
            <Table
              label={words.title}
              items={items}
              keyOf={({ key }) => key}
              asLines
              columns={[
                { head: words.label, cell: ({ label }) => <bdi className="strong">{label}</bdi> },
                { head: words.key, cell: ({ key }) => <code>{key}</code> },
                { head: words.type, cell: ({ type }) => words.types[type] },
                { head: words.description, cell: ({ description }) => description },
                {
                  head: words.acts,
                  isAct: true,
                  cell: (field) =>
                    mayChange && (
                      <span className={c.acts}>
                        {(['rename', 'remove'] as const).map((kind) => (
                          <Button
                            key={kind}
                            variant="subtle"
                            color="gray"
                            size="compact-xs"
                            aria-label={words[kind].of(field.label)}
                            onClick={() => setAct({ kind, field })}
                          >
                            {words[kind].button}
                          </Button>
                        ))}
                      </span>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {mayChange && <NewField />}
      {act?.kind === 'rename' && <Rename field={act.field} onClose={close} />}
      {act?.kind === 'remove' && <Remove field={act.field} onClose={close} />}
    </Card>
  )
}

function NewField() {
  const { detailFields: words } = useSettingsTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({
      key: textOf(data, 'key'),
      label: textOf(data, 'label') || textOf(data, 'key'),
      type: textOf(data, 'type') as (typeof types)[number],
      description: textOf(data, 'description'),
    }),
    act: (body, idempotencyKey) => call('POST /api/detail-fields', { body }, { idempotencyKey }),
    onDone: () => {
      form.ref.current?.reset()
      return client.invalidateQueries({ queryKey: ['GET /api/detail-fields'] })
    },
  })
  return (
    <form className={layout.inline} ref={form.ref} onSubmit={form.onSubmit} noValidate aria-label={words.add}>
      <TextInput name="label" label={words.label} autoComplete="off" error={form.errorOf('label')} />
      <TextInput
        name="key"
        label={words.key}
        placeholder={words.keySample}
        autoComplete="off"
        error={form.errorOf('key')}
      />
      <NativeSelect
        name="type"
        label={words.type}
        data={types.map((value) => ({ value, label: words.types[value] }))}
      />
      <TextInput
        name="description"
        label={words.description}
        autoComplete="off"
        error={form.errorOf('description')}
      />
      <Button type="submit" size="sm" loading={form.isPending}>
        {words.add}
      </Button>
      {form.otherError && <CallError error={form.otherError} />}
    </form>
  )
}

interface ActProps {
  readonly field: Field
  onClose(): void
}

function Rename({ field, onClose }: ActProps) {
  const { detailFields: words } = useSettingsTexts()
  const client = useQueryClient()
  const [label, setLabel] = useState(field.label)
  const [description, setDescription] = useState(field.description)
  const act = useMutation({
    mutationFn: async () =>
      call('PATCH /api/detail-fields/{key}', { params: { key: field.key }, body: { label, description } }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries({ queryKey: ['GET /api/detail-fields'] })
    },
  })
  return (
    <Confirm
      title={words.rename.of(field.label)}
      act={words.rename.act}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={words.label}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label={words.description}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <p className="second">{words.rename.effect}</p>
    </Confirm>
  )
}

function Remove({ field, onClose }: ActProps) {
  const { detailFields: words } = useSettingsTexts()
  const client = useQueryClient()
  const params = { key: field.key }
  const count = useQuery(read('GET /api/detail-fields/{key}/values', { params }))
  const act = useMutation({
    mutationFn: async () => call('DELETE /api/detail-fields/{key}', { params }),
    onSuccess: () => {
      onClose()
      return client.invalidateQueries({ queryKey: ['GET /api/detail-fields'] })
    },
  })
  return (
    <Confirm
      title={words.remove.of(field.label)}
      act={words.remove.act}
      color="red"
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={count}>
        {({ people, isAll }) => (
          <p>{isAll ? words.remove.effect(people) : words.remove.effectOfNewest(people)}</p>
        )}
      </Loaded>
      <p className="second">{words.remove.back(field.key)}</p>
    </Confirm>
  )
}
