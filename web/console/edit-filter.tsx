import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useConsoleTexts } from './console-texts.ts'
import { isSameSearch, type QueueSearch } from './queue-search.ts'

type Saved = AnswerOf<'GET /api/request-filters/{filterId}'>

interface Props {
  readonly filter: Saved
  /** What the queue shows now. */
  readonly search: QueueSearch
  onClose(): void
}

/** Changes a kept filter, as it is when the dialog opens: whoever changed it meanwhile is not overwritten. */
export function EditFilter({ filter, ...rest }: Props) {
  const { queue } = useConsoleTexts()
  const params = { filterId: filter.id }
  const query = useQuery({
    ...read('GET /api/request-filters/{filterId}', { params }),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Dialog title={queue.edit(filter.name)} onClose={rest.onClose}>
      <Loaded query={query}>{(found) => <FilterForm filter={found} {...rest} />}</Loaded>
    </Dialog>
  )
}

function FilterForm({ filter, search, onClose }: Props) {
  const { queue } = useConsoleTexts()
  const client = useQueryClient()
  const [basedOn] = useState(filter)
  const { query: _, ...wanted } = search
  const isOther = search.query === undefined && !isSameSearch(basedOn.filter as QueueSearch, search)
  const form = useSubmit({
    read: (data) => ({
      name: textOf(data, 'name'),
      shared: data.get('shared') !== null,
      ...(data.get('asNow') !== null && { filter: { ...wanted } }),
    }),
    act: (body) =>
      call('PATCH /api/request-filters/{filterId}', { params: { filterId: basedOn.id }, body }, { basedOn }),
    onDone: async () => {
      const stale = ['GET /api/request-filters', 'GET /api/queue/counts']
      await Promise.all(stale.map((name) => client.invalidateQueries({ queryKey: [name] })))
      onClose()
    },
  })
  return (
    <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
      <TextInput
        name="name"
        label={queue.keepName}
        defaultValue={basedOn.name}
        maxLength={200}
        error={form.errorOf('name')}
      />
      <Checkbox
        name="shared"
        label={queue.keepShared}
        description={queue.keepSharedHint}
        defaultChecked={basedOn.shared}
        error={form.errorOf('shared')}
      />
      {isOther && <Checkbox name="asNow" label={queue.asNow} description={queue.asNowHint} />}
      {form.otherError && <CallError error={form.otherError} />}
      <div className={layout.formFoot}>
        <Button type="submit" loading={form.isPending}>
          {queue.editAct}
        </Button>
      </div>
    </form>
  )
}
