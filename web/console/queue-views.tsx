import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core'
import { IconPencil, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay, useMe } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Dialog } from '../ui/dialog.tsx'
import layout from '../ui/layout.module.css'
import { textOf, useSubmit } from '../ui/submit.ts'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { EditFilter } from './edit-filter.tsx'
import { isSameSearch, type QueueSearch, queueSearch, views } from './queue-search.ts'

type Saved = AnswerOf<'GET /api/request-filters'>['items'][number]

const viewNames = Object.keys(views) as (keyof typeof views)[]

/** The filters that there are, with how many requests each shows. */
export function QueueViews({ search }: { search: QueueSearch }) {
  const { queue } = useConsoleTexts()
  const me = useMe()
  const may = useMay()
  const saved = useQuery(read('GET /api/request-filters')).data?.items ?? []
  const counts = useQuery(read('GET /api/queue/counts')).data
  const [asked, setAsked] = useState<Saved | 'keep'>()
  const [edited, setEdited] = useState<Saved>()
  const mayKeep = may('requests.change')
  const isKnown =
    search.query !== undefined ||
    viewNames.some((one) => isSameSearch(views[one], search)) ||
    saved.some(({ filter }) => isSameSearch(filter as QueueSearch, search))
  const onClose = () => setAsked(undefined)
  return (
    <nav className={c.views} aria-label={queue.viewsTitle}>
      <ul>
        {viewNames.map((one) => (
          <li key={one}>
            <View
              search={views[one]}
              isHere={isSameSearch(views[one], search)}
              count={counts?.views[one]}
              max={counts?.countedMax}
            >
              {queue.views[one]}
            </View>
          </li>
        ))}
      </ul>
      {saved.length > 0 && (
        <>
          <h2>{queue.kept}</h2>
          <ul>
            {saved.map((one) => (
              <li key={one.id}>
                <View
                  search={queueSearch(one.filter)}
                  isHere={isSameSearch(one.filter as QueueSearch, search)}
                  count={counts?.filters.find(({ id }) => id === one.id)?.count}
                  max={counts?.countedMax}
                  title={one.shared ? queue.sharedBy(one.owner.name) : undefined}
                >
                  {one.name}
                </View>
                {mayKeep && (one.owner.id === me?.staff.id || may('site.change')) && (
                  <>
                    <ActionIcon size={24} aria-label={queue.edit(one.name)} onClick={() => setEdited(one)}>
                      <IconPencil size={13} aria-hidden />
                    </ActionIcon>
                    <ActionIcon size={24} aria-label={queue.forget(one.name)} onClick={() => setAsked(one)}>
                      <IconX size={13} aria-hidden />
                    </ActionIcon>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {mayKeep && !isKnown && (
        <div>
          <Button variant="default" onClick={() => setAsked('keep')}>
            {queue.keep}
          </Button>
        </div>
      )}
      {edited && <EditFilter filter={edited} search={search} onClose={() => setEdited(undefined)} />}
      {asked === 'keep' && <Keep search={search} onClose={onClose} />}
      {asked && asked !== 'keep' && <Forget filter={asked} onClose={onClose} />}
    </nav>
  )
}

interface ViewProps {
  readonly search: QueueSearch
  readonly isHere: boolean
  readonly count: number | undefined
  readonly max: number | undefined
  readonly title?: string | undefined
  readonly children: string
}

function View({ search, isHere, count, max = 0, title, children }: ViewProps) {
  const { queue } = useConsoleTexts()
  return (
    <Link
      to={paths.queue}
      search={search}
      title={title}
      activeProps={{}}
      activeOptions={{ exact: true, explicitUndefined: true }}
      aria-current={isHere ? 'page' : undefined}
      data-here={isHere}
    >
      <bdi>{children}</bdi>
      {count !== undefined && (
        <span className={c.count}>
          <span aria-hidden>{count >= max ? `${max}+` : count}</span>
          <span className="sr">{queue.requests(count, max)}</span>
        </span>
      )}
    </Link>
  )
}

const stale = ['GET /api/request-filters', 'GET /api/queue/counts']

function Keep({ search, onClose }: { search: QueueSearch; onClose(): void }) {
  const { queue } = useConsoleTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({
      name: textOf(data, 'name'),
      shared: data.get('shared') !== null,
      filter: { ...search },
    }),
    act: (body, idempotencyKey) => call('POST /api/request-filters', { body }, { idempotencyKey }),
    onDone: async () => {
      await Promise.all(stale.map((name) => client.invalidateQueries({ queryKey: [name] })))
      onClose()
    },
  })
  return (
    <Dialog title={queue.keepTitle} onClose={onClose}>
      <form className={layout.form} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput name="name" label={queue.keepName} maxLength={200} error={form.errorOf('name')} />
        <Checkbox name="shared" label={queue.keepShared} description={queue.keepSharedHint} />
        {form.otherError && <CallError error={form.otherError} />}
        <div className={layout.formFoot}>
          <Button type="submit" loading={form.isPending}>
            {queue.keepAct}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Forget({ filter: { id, name, shared }, onClose }: { filter: Saved; onClose(): void }) {
  const { queue } = useConsoleTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('DELETE /api/request-filters/{filterId}', { params: { filterId: id } }),
    onSuccess: async () => {
      await Promise.all(stale.map((one) => client.invalidateQueries({ queryKey: [one] })))
      onClose()
    },
  })
  return (
    <Confirm
      title={queue.forgetTitle(name)}
      act={queue.forgetAct}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{shared ? queue.forgetShared : queue.forgetWhy}</p>
    </Confirm>
  )
}
