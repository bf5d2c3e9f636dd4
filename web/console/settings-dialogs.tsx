import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useConsoleTexts } from './console-texts.ts'
import { statuses } from './queue-search.ts'

type Status = AnswerOf<'GET /api/request-statuses'>['items'][number]
type Canned = AnswerOf<'GET /api/canned-answers'>['items'][number]

interface DialogProps {
  onDone(): Promise<unknown>
  onClose(): void
}

export function AddStatus({ onDone, onClose }: DialogProps) {
  const { settings, statuses: names } = useConsoleTexts()
  const form = useSubmit({
    read: (given) => ({
      name: textOf(given, 'name'),
      category: statuses.find((one) => one === textOf(given, 'category')) ?? 'open',
    }),
    act: (body, idempotencyKey) => call('POST /api/request-statuses', { body }, { idempotencyKey }),
    onDone,
  })
  return (
    <Dialog title={settings.addStatus} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput name="name" label={settings.name} maxLength={200} error={form.errorOf('name')} />
        <NativeSelect
          name="category"
          label={settings.category}
          data={statuses.map((value) => ({ value, label: names[value] }))}
          error={form.errorOf('category')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {settings.addStatus}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What is changed is read anew when the dialog opens, so that who saves it says upon what. */
const anew = { staleTime: 0, gcTime: 0 } as const

export function RenameStatus({ status, ...acts }: DialogProps & { readonly status: Status }) {
  const { settings } = useConsoleTexts()
  const params = { statusId: status.id }
  const query = useQuery({ ...read('GET /api/request-statuses/{statusId}', { params }), ...anew })
  return (
    <Dialog title={settings.renameTitle(status.name)} onClose={acts.onClose}>
      <Loaded query={query}>{(found) => <NameStatus status={found} {...acts} />}</Loaded>
    </Dialog>
  )
}

function NameStatus({ status, onDone }: DialogProps & { readonly status: Status }) {
  const { settings } = useConsoleTexts()
  // Whatever others save meanwhile, what was typed was typed upon this.
  const [basedOn] = useState(status)
  const form = useSubmit({
    read: (given) => ({ name: textOf(given, 'name') }),
    act: (body) =>
      call('PATCH /api/request-statuses/{statusId}', { params: { statusId: status.id }, body }, { basedOn }),
    onDone,
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <TextInput
        name="name"
        label={settings.name}
        defaultValue={basedOn.name}
        maxLength={200}
        error={form.errorOf('name')}
      />
      {form.otherError && <CallError error={form.otherError} />}
      <div className={layout.formFoot}>
        <Button type="submit" loading={form.isPending}>
          {settings.save}
        </Button>
      </div>
    </form>
  )
}

export function EditAnswer({ answer, ...acts }: DialogProps & { readonly answer: Canned | undefined }) {
  const { settings } = useConsoleTexts()
  return (
    <Dialog title={answer ? settings.edit(answer.title) : settings.addAnswer} onClose={acts.onClose}>
      {answer ? <ReadAnswer answer={answer} {...acts} /> : <AnswerForm {...acts} />}
    </Dialog>
  )
}

function ReadAnswer({ answer, ...acts }: DialogProps & { readonly answer: Canned }) {
  const params = { answerId: answer.id }
  const query = useQuery({ ...read('GET /api/canned-answers/{answerId}', { params }), ...anew })
  return <Loaded query={query}>{(found) => <AnswerForm answer={found} {...acts} />}</Loaded>
}

function AnswerForm({ answer, onDone }: DialogProps & { readonly answer?: Canned }) {
  const { settings } = useConsoleTexts()
  const [basedOn] = useState(answer)
  const form = useSubmit({
    read: (given) => ({ title: textOf(given, 'title'), markdown: textOf(given, 'markdown') }),
    act: (body, idempotencyKey) =>
      basedOn
        ? call(
            'PATCH /api/canned-answers/{answerId}',
            { params: { answerId: basedOn.id }, body },
            { basedOn },
          )
        : call('POST /api/canned-answers', { body }, { idempotencyKey }),
    onDone,
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <TextInput
        name="title"
        label={settings.answerTitle}
        defaultValue={basedOn?.title}
        maxLength={200}
        error={form.errorOf('title')}
      />
      <Textarea
        name="markdown"
        label={settings.answerText}
        description={settings.answerHint}
        defaultValue={basedOn?.markdown}
        autosize
        minRows={5}
        maxRows={16}
        error={form.errorOf('markdown')}
      />
      {form.otherError && <CallError error={form.otherError} />}
      <div className={layout.formFoot}>
        <Button type="submit" loading={form.isPending}>
          {settings.save}
        </Button>
      </div>
    </form>
  )
}

export function RemoveAnswer({ answer, onDone, onClose }: DialogProps & { readonly answer: Canned }) {
  const { settings } = useConsoleTexts()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/canned-answers/{answerId}', { params: { answerId: answer.id } }),
    onSuccess: onDone,
  })
  return (
    <Confirm
      title={settings.remove(answer.title)}
      act={settings.removeAct}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{settings.removeWhy}</p>
    </Confirm>
  )
}
