import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import c from './admin.module.css'
import { useTexts } from './language.ts'

interface Step {
  readonly done: number
  readonly skipped: number
  readonly isFinished: boolean
}

/** Customers who were known before the directory spoke for their domain: taken over in one act, and given back. Nothing where there is none. */
export function KnownPeople({ directoryId }: { directoryId: string }) {
  const { known: words } = useTexts()
  const mayDecide = useMay()('cases.decide')
  const client = useQueryClient()
  const params = { directoryId }
  const query = useQuery(read('GET /api/directories/{directoryId}/known-people', { params }))
  const [soFar, setSoFar] = useState(0)
  /** Call after call, each of some seconds, until nobody is left. */
  const through = async (step: () => Promise<Step>) => {
    for (let [done, skipped] = [0, 0]; ; ) {
      const one = await step()
      done += one.done
      skipped += one.skipped
      setSoFar(done)
      // What was skipped would be skipped again.
      if (one.isFinished || one.done === 0) return { done, skipped }
    }
  }
  const link = useMutation({
    mutationFn: async () => {
      let since = ''
      const all = await through(async () => {
        const one = await call('POST /api/directories/{directoryId}/known-people/link', { params })
        since ||= one.since
        return one
      })
      return { ...all, since }
    },
    onSettled: () => client.invalidateQueries(),
  })
  const undo = useMutation({
    mutationFn: (since: string) =>
      through(() =>
        call('POST /api/directories/{directoryId}/known-people/undo', { params, body: { since } }),
      ),
    onSuccess: () => link.reset(),
    onSettled: () => client.invalidateQueries(),
  })
  const found = query.data
  const isWorking = link.isPending || undo.isPending
  const isNothing = !link.data && !undo.data && !isWorking
  if (!mayDecide || !found || (found.people === 0 && isNothing)) return null
  return (
    <Card title={words.title}>
      <div className="stack">
        <p className="second">{words.why}</p>
        {link.data && (
          <Notice
            tone="ok"
            title={words.linked(link.data.done)}
            action={
              <Button
                size="xs"
                variant="default"
                loading={undo.isPending}
                onClick={() => link.data && undo.mutate(link.data.since)}
              >
                {words.undo}
              </Button>
            }
          >
            {link.data.skipped > 0 && words.skipped(link.data.skipped)}
          </Notice>
        )}
        {undo.data && !link.data && <Notice tone="flat" title={words.undone(undo.data.done)} />}
        {isWorking && (
          <p role="status" className="second">
            {words.soFar(soFar)}
          </p>
        )}
        {found.people > 0 && (
          <>
            <ul className={c.picks} aria-label={words.title}>
              {found.first.slice(0, 8).map(({ id, name, address }) => (
                <li key={id}>
                  <bdi className="strong">{name}</bdi> <Address value={address} size="sm" />
                </li>
              ))}
            </ul>
            <div>
              <Button loading={link.isPending} disabled={undo.isPending} onClick={() => link.mutate()}>
                {words.act(found.people, found.hasMore)}
              </Button>
            </div>
          </>
        )}
        {(link.error ?? undo.error) && <CallError error={(link.error ?? undo.error) as Error} />}
      </div>
    </Card>
  )
}
