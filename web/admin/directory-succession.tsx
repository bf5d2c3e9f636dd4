import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

type Last = NonNullable<AnswerOf<'GET /api/directories/{directoryId}/succession'>['last']>

/** Has another directory take over a directory's people, after showing who moves; and takes that back. */
export function DirectorySuccession({ directoryId }: { directoryId: string }) {
  const { parting: words } = useTexts()
  const params = { directoryId }
  const query = useQuery(read('GET /api/directories/{directoryId}/succession', { params }))
  return (
    <Card title={words.succession}>
      <p className="second">{words.successionWhy}</p>
      <Loaded query={query}>
        {({ last }) => (
          <div className="stack">
            {last && <LastSuccession directoryId={directoryId} last={last} />}
            {(!last || last.undoneAt !== null) && <NameSuccessor directoryId={directoryId} />}
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function LastSuccession({ directoryId, last }: { directoryId: string; last: Last }) {
  const { parting: words } = useTexts()
  const client = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/directories/{directoryId}/succession/undo', { params: { directoryId } }),
    onSuccess: async () => {
      setAsking(false)
      await client.invalidateQueries()
    },
  })
  if (last.undoneAt !== null) return <Notice tone="flat" title={words.undone} />
  const mayUndo = new Date(last.undoUntil) > new Date()
  return (
    <>
      <Notice
        tone="ok"
        title={words.moved(last.moved, last.successor.name)}
        action={
          mayUndo && (
            <Button size="xs" variant="default" onClick={() => setAsking(true)}>
              {words.undo}
            </Button>
          )
        }
      >
        {!last.isFinished && <p>{words.underWay}</p>}
        {mayUndo && (
          <p>
            {words.undoUntil} <When at={last.undoUntil} />
          </p>
        )}
      </Notice>
      {isAsking && (
        <Confirm
          title={words.undoWhat}
          act={words.undo}
          isPending={act.isPending}
          error={act.error}
          onAct={() => act.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{words.undoWhy}</p>
        </Confirm>
      )}
    </>
  )
}

function NameSuccessor({ directoryId }: { directoryId: string }) {
  const { parting: words } = useTexts()
  const client = useQueryClient()
  const directories = useQuery(read('GET /api/directories', { query: { limit: 200 } }))
  const [successorId, setSuccessor] = useState('')
  const [byName, setByName] = useState(false)
  const params = { directoryId }
  const preview = useQuery({
    ...read('GET /api/directories/{directoryId}/succession/preview', {
      params,
      query: { successorId, byName: byName ? 'true' : 'false' },
    }),
    enabled: successorId !== '',
  })
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/directories/{directoryId}/succession', { params, body: { successorId, byName } }),
    onSuccess: () => client.invalidateQueries(),
  })
  const others = (directories.data?.items ?? []).filter(
    ({ id, state, audience }) => id !== directoryId && state !== 'paused' && audience === 'customers',
  )
  return (
    <div className="stack">
      <div className={layout.form}>
        <NativeSelect
          label={words.successor}
          value={successorId}
          onChange={(event) => setSuccessor(event.currentTarget.value)}
          data={[
            { value: '', label: words.choose },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Checkbox
          label={words.byName}
          description={words.byNameHint}
          checked={byName}
          onChange={(event) => setByName(event.currentTarget.checked)}
        />
      </div>
      {successorId !== '' && <Loaded query={preview}>{(found) => <Preview found={found} />}</Loaded>}
      {act.error && <CallError error={act.error} />}
      {preview.data?.successorGrants === false && <Notice tone="flat" title={words.goesLiveFirst} />}
      {preview.data?.successorGrants && preview.data.byAddress + preview.data.byName > 0 && (
        <div>
          <Button loading={act.isPending} onClick={() => act.mutate()}>
            {words.move(preview.data.byAddress + preview.data.byName)}
          </Button>
        </div>
      )}
    </div>
  )
}

function Preview({ found }: { found: AnswerOf<'GET /api/directories/{directoryId}/succession/preview'> }) {
  const { parting: words } = useTexts()
  const { byAddress, byName, onlyName, staying, hasMore, portals, first } = found
  return (
    <div className="stack">
      <p role="status">
        {words.moves(byAddress, byName)} {words.stay(onlyName + staying)} {hasMore && words.more}{' '}
        {portals.length > 0 && words.namedToo(portals.join(', '))}
      </p>
      {first.length > 0 && (
        <Table
          label={words.what}
          items={first}
          keyOf={({ id }) => id}
          asLines
          columns={[
            {
              head: words.person,
              cell: ({ name, address }) => (
                <>
                  <bdi className="strong">{name}</bdi>
                  <div>
                    {address === null ? (
                      <span className="quiet">{words.noAddress}</span>
                    ) : (
                      <Address value={address} size="sm" />
                    )}
                  </div>
                </>
              ),
            },
            { head: words.what, cell: ({ as }) => words.as[as] },
          ]}
        />
      )}
    </div>
  )
}
