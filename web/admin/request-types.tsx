import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { useTexts } from './language.ts'
import { moved, OrderButtons } from './order-buttons.tsx'
import { usePortalTexts } from './portal-texts.ts'
import c from './portals.module.css'
import { OpenedType } from './request-type-editor.tsx'

type RequestType = AnswerOf<'GET /api/portals/{portalId}/request-types'>['items'][number]

const allOf = (portalId: string) =>
  read('GET /api/portals/{portalId}/request-types', { params: { portalId } })

interface Props {
  readonly portalId: string
  readonly mayChange: boolean
}

/** What can be asked for at a portal, in order; the one that is open is edited beneath. */
export function RequestTypes({ portalId, mayChange }: Props) {
  const words = usePortalTexts()
  const navigate = useNavigate()
  const { type } = useSearch({ from: paths.portalSetup })
  const [isAdding, setAdding] = useState(false)
  const query = useQuery(allOf(portalId))
  const opened = query.data?.items.find(({ id }) => id === type)
  return (
    <>
      <Card
        title={words.requestTypes}
        flush
        aside={
          mayChange && (
            <Button variant="default" size="compact-sm" onClick={() => setAdding(true)}>
              {words.addType}
            </Button>
          )
        }
      >
        <Loaded query={query} isFlush>
          {({ items }) => <TypeList portalId={portalId} types={items} opened={type} mayChange={mayChange} />}
        </Loaded>
      </Card>
      {isAdding && (
        <AddType
          portalId={portalId}
          onClose={() => setAdding(false)}
          onDone={(id) => {
            setAdding(false)
            void navigate({ to: paths.portalSetup, params: { portalId }, search: { type: id } })
          }}
        />
      )}
      {opened && (
        <OpenedType key={opened.id} portalId={portalId} requestTypeId={opened.id} mayChange={mayChange} />
      )}
    </>
  )
}

interface ListProps extends Props {
  readonly types: readonly RequestType[]
  readonly opened: string | undefined
}

function TypeList({ portalId, types, opened, mayChange }: ListProps) {
  const words = usePortalTexts()
  const client = useQueryClient()
  const key = allOf(portalId).queryKey
  const open = types.filter(({ archivedAt }) => archivedAt === null)
  const archived = types.filter(({ archivedAt }) => archivedAt !== null)
  const [said, setSaid] = useState('')
  const order = useMutation({
    mutationFn: (wanted: readonly RequestType[]) =>
      call('POST /api/portals/{portalId}/request-types/order', {
        params: { portalId },
        body: { requestTypeIds: [...wanted, ...archived].map(({ id }) => id) },
      }),
    onMutate: (wanted) => client.setQueryData(key, { items: [...wanted, ...archived] }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
  const archive = useMutation({
    mutationFn: ({ id, isArchived }: { id: string; isArchived: boolean }) =>
      call(
        isArchived
          ? 'POST /api/portals/{portalId}/request-types/{requestTypeId}/archive'
          : 'POST /api/portals/{portalId}/request-types/{requestTypeId}/restore',
        { params: { portalId, requestTypeId: id } },
      ),
    onSuccess: () => client.invalidateQueries(),
  })
  const move = (from: number, to: number) => {
    order.mutate(moved(open, from, to))
    setSaid(words.movedTo(open[from]?.name ?? '', to + 1, open.length))
  }
  const failure = order.error ?? archive.error
  return (
    <>
      <span className="sr" role="status">
        {said}
      </span>
      {(failure || archive.data) && (
        <div className={layout.body}>
          {failure && <CallError error={failure} />}
          {archive.data && (
            <Notice
              tone="ok"
              title={
                archive.data.archivedAt === null
                  ? words.isBack(archive.data.name)
                  : words.isArchived(archive.data.name)
              }
              action={
                archive.data.archivedAt !== null && (
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => archive.mutate({ id: archive.data.id, isArchived: false })}
                  >
                    {words.undo}
                  </Button>
                )
              }
            />
          )}
        </div>
      )}
      {open.length === 0 && (
        <div className={layout.body}>
          <EmptyState title={words.noType}>{words.noTypeWhy}</EmptyState>
        </div>
      )}
      <ol className={c.list}>
        {open.map((type, n) => (
          <li key={type.id} aria-label={type.name} className={c.type} data-open={type.id === opened}>
            <TypeFacts portalId={portalId} type={type} isOpen={type.id === opened} />
            {mayChange && (
              <span className={c.acts}>
                <OrderButtons
                  up={words.up(type.name)}
                  down={words.down(type.name)}
                  n={n}
                  count={open.length}
                  onMove={(to) => move(n, to)}
                />
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  aria-label={words.archiveWhat(type.name)}
                  onClick={() => archive.mutate({ id: type.id, isArchived: true })}
                >
                  {words.archive}
                </Button>
              </span>
            )}
          </li>
        ))}
        {archived.map((type) => (
          <li key={type.id} className={c.type}>
            <div className="grow quiet">
              <bdi>{type.name}</bdi>
              <div>{words.archivedType}</div>
            </div>
            {mayChange && (
              <span className={c.acts}>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={words.restoreWhat(type.name)}
                  onClick={() => archive.mutate({ id: type.id, isArchived: false })}
                >
                  {words.restore}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

function TypeFacts({ portalId, type, isOpen }: { portalId: string; type: RequestType; isOpen: boolean }) {
  const words = usePortalTexts()
  const asked = type.fields.map(({ label }) => label)
  return (
    <div className="grow">
      <Link
        className="strong"
        to={paths.portalSetup}
        params={{ portalId }}
        search={isOpen ? {} : { type: type.id }}
        aria-expanded={isOpen}
        resetScroll={false}
      >
        <bdi>{type.name}</bdi>
      </Link>
      <div className="second">{asked.length > 0 ? words.asks(asked.join(' · ')) : words.asksNothing}</div>
    </div>
  )
}

function AddType({
  portalId,
  onClose,
  onDone,
}: {
  portalId: string
  onClose(): void
  onDone(requestTypeId: string): void
}) {
  const { cancel } = useTexts()
  const words = usePortalTexts()
  const client = useQueryClient()
  const form = useSubmit({
    read: (data) => ({ name: textOf(data, 'name') }),
    act: (body, idempotencyKey) =>
      call('POST /api/portals/{portalId}/request-types', { params: { portalId }, body }, { idempotencyKey }),
    onDone: async ({ id }) => {
      await client.invalidateQueries()
      onDone(id)
    },
  })
  return (
    <Dialog title={words.addType} onClose={onClose}>
      <form className="stack" ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="name"
          label={words.typeName}
          description={words.typeNameHint}
          autoComplete="off"
          maxLength={200}
          error={form.errorOf('name')}
        />
        {form.otherError && <CallError error={form.otherError} />}
        <div className="row wrap">
          <Button type="submit" loading={form.isPending}>
            {words.addType}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
