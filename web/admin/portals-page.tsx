import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { AddPortal } from './add-portal.tsx'
import { useTexts } from './language.ts'
import { moved, OrderButtons } from './order-buttons.tsx'
import { usePortalTexts } from './portal-texts.ts'
import { usePortalWords } from './portal-words.ts'
import c from './portals.module.css'

type Portal = AnswerOf<'GET /api/portals'>['items'][number]

const all = read('GET /api/portals')

/** The entrances of the help centre in their order; what is archived stands apart. */
export function PortalsPage() {
  const { shell } = useTexts()
  const words = usePortalTexts()
  const mayChange = useMay()('portals.change')
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  const query = useQuery(all)
  const add = mayChange && (
    <Button size="xs" onClick={() => setAdding(true)}>
      {words.add}
    </Button>
  )
  return (
    <Page title={shell.portals} sub={words.sub} actions={add}>
      {isAdding && (
        <AddPortal
          onClose={() => setAdding(false)}
          onDone={(portalId) => void navigate({ to: paths.portalSetup, params: { portalId } })}
        />
      )}
      <Loaded query={query}>{({ items }) => <Portals portals={items} mayChange={mayChange} />}</Loaded>
    </Page>
  )
}

function Portals({ portals, mayChange }: { portals: readonly Portal[]; mayChange: boolean }) {
  const words = usePortalTexts()
  const client = useQueryClient()
  const open = portals.filter(({ archivedAt }) => archivedAt === null)
  const archived = portals.filter(({ archivedAt }) => archivedAt !== null)
  const [said, setSaid] = useState('')
  const order = useMutation({
    mutationFn: (wanted: readonly Portal[]) => {
      const portalIds = [...wanted, ...archived].map(({ id }) => id)
      return call('POST /api/portals/order', { body: { portalIds } })
    },
    // It stands there at once; whatever the server says otherwise comes after it.
    onMutate: (wanted) => client.setQueryData(all.queryKey, { items: [...wanted, ...archived] }),
    onSettled: () => client.invalidateQueries({ queryKey: all.queryKey }),
  })
  const archive = useMutation({
    mutationFn: ({ id, isArchived }: { id: string; isArchived: boolean }) =>
      call(isArchived ? 'POST /api/portals/{portalId}/archive' : 'POST /api/portals/{portalId}/restore', {
        params: { portalId: id },
      }),
    onSuccess: () => client.invalidateQueries(),
  })
  const move = (from: number, to: number) => {
    order.mutate(moved(open, from, to))
    setSaid(words.movedTo(open[from]?.name ?? '', to + 1, open.length))
  }
  const failure = order.error ?? archive.error
  return (
    <>
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
      <span className="sr" role="status">
        {said}
      </span>
      <Card flush={open.length > 0}>
        {open.length === 0 ? (
          <EmptyState title={words.none}>{words.noneWhy}</EmptyState>
        ) : (
          <ol className={c.list}>
            {open.map((portal, n) => (
              <li key={portal.id}>
                <span className={c.key}>{portal.key}</span>
                <PortalFacts portal={portal} />
                {mayChange && (
                  <span className={c.acts}>
                    <OrderButtons
                      up={words.up(portal.name)}
                      down={words.down(portal.name)}
                      n={n}
                      count={open.length}
                      onMove={(to) => move(n, to)}
                    />
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-sm"
                      aria-label={words.archiveWhat(portal.name)}
                      onClick={() => archive.mutate({ id: portal.id, isArchived: true })}
                    >
                      {words.archive}
                    </Button>
                  </span>
                )}
              </li>
            ))}
          </ol>
        )}
      </Card>
      {archived.length > 0 && (
        <Card title={words.archived} flush>
          <ul className={c.list}>
            {archived.map((portal) => (
              <li key={portal.id}>
                <span className={c.key}>{portal.key}</span>
                <PortalFacts portal={portal} />
                {mayChange && (
                  <span className={c.acts}>
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={words.restoreWhat(portal.name)}
                      onClick={() => archive.mutate({ id: portal.id, isArchived: false })}
                    >
                      {words.restore}
                    </Button>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function PortalFacts({ portal }: { portal: Portal }) {
  const words = usePortalTexts()
  const { whomFor } = usePortalWords()
  return (
    <div className="grow">
      <Link className="strong" to={paths.portalSetup} params={{ portalId: portal.id }}>
        <bdi>{portal.name}</bdi>
      </Link>
      <div className={portal.isSeenByNobody && portal.archivedAt === null ? c.warn : 'second'}>
        {portal.isSeenByNobody ? words.seenByNobody : whomFor(portal)}
      </div>
      <div className={portal.requestTypes === 0 && portal.archivedAt === null ? c.warn : 'quiet'}>
        {words.requestTypesCount(portal.requestTypes)}
        {portal.lastNumber > 0 && ` · ${words.requestsSoFar(portal.lastNumber)}`}
      </div>
    </div>
  )
}
