import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { textOf, useSubmit } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { DirectoryLayout } from './directory-layout.tsx'

type Effect = AnswerOf<'GET /api/directories/{directoryId}/domains/{domain}/effect'>

interface Asked {
  readonly domain: string
  readonly effect: Effect
}

/** For whose addresses a directory speaks; what a change does to people is shown before it is made. */
export function DomainsPage() {
  const { domains } = useTexts()
  const may = useMay()
  const { directoryId } = useParams({ from: paths.domains })
  const given = { params: { directoryId } }
  const query = useInfiniteQuery(list('GET /api/directories/{directoryId}/domains', { ...given, query: {} }))
  const [asked, setAsked] = useState<Asked>()
  const mayChange = may('directories.change')
  const preview = useMutation({
    mutationFn: (domain: string) => effectOf(directoryId, domain),
    onSuccess: setAsked,
  })
  return (
    <DirectoryLayout directoryId={directoryId}>
      {() => (
        <>
          {mayChange && <NewDomain directoryId={directoryId} onAsk={setAsked} />}
          <Card title={domains.title} flush>
            <Listed query={query} empty={<EmptyState title={domains.none}>{domains.noneWhy}</EmptyState>}>
              {(items) => (
                <Table
                  label={domains.title}
                  items={items}
                  keyOf={({ domain }) => domain}
                  columns={[
                    { head: domains.domain, cell: ({ domain }) => <span className="strong">{domain}</span> },
                    {
                      head: domains.authority,
                      cell: ({ authority }) => domains.authorities[authority ?? 'none'],
                    },
                    { head: domains.since, cell: ({ since }) => <When at={since} /> },
                    {
                      head: domains.act,
                      isAct: true,
                      cell: ({ domain }) =>
                        mayChange && (
                          <Button
                            variant="subtle"
                            color="gray"
                            size="compact-xs"
                            aria-label={domains.removeWhat(domain)}
                            onClick={() => preview.mutate(domain)}
                          >
                            {domains.remove}
                          </Button>
                        ),
                    },
                  ]}
                />
              )}
            </Listed>
          </Card>
          {preview.error && <CallError error={preview.error} />}
          {asked && (
            <ChangeDomain directoryId={directoryId} asked={asked} onClose={() => setAsked(undefined)} />
          )}
        </>
      )}
    </DirectoryLayout>
  )
}

async function effectOf(directoryId: string, domain: string): Promise<Asked> {
  const effect = await call('GET /api/directories/{directoryId}/domains/{domain}/effect', {
    params: { directoryId, domain },
    query: {},
  })
  return { domain, effect }
}

function NewDomain({ directoryId, onAsk }: { directoryId: string; onAsk: (asked: Asked) => void }) {
  const { domains } = useTexts()
  const [isGiven, setGiven] = useState(false)
  const form = useSubmit({
    read: (data) => textOf(data, 'domain').trim(),
    act: (domain) => effectOf(directoryId, domain),
    onDone: onAsk,
  })
  return (
    <Card title={domains.another}>
      <form className={layout.inline} ref={form.ref} onSubmit={form.onSubmit} noValidate>
        <TextInput
          name="domain"
          label={domains.domain}
          placeholder={domains.hint}
          error={form.errorOf('domain')}
          onChange={(event) => setGiven(event.currentTarget.value.trim() !== '')}
        />
        <Button type="submit" size="sm" loading={form.isPending} disabled={!isGiven}>
          {domains.check}
        </Button>
      </form>
      <p className="quiet">{domains.why}</p>
      {form.otherError && <CallError error={form.otherError} />}
    </Card>
  )
}

function ChangeDomain({
  directoryId,
  asked: { domain, effect },
  onClose,
}: {
  directoryId: string
  asked: Asked
  onClose: () => void
}) {
  const { domains } = useTexts()
  const client = useQueryClient()
  const declares = effect.act === 'declare'
  const act = useMutation({
    mutationFn: async () => {
      if (declares) {
        await call('POST /api/directories/{directoryId}/domains', {
          params: { directoryId },
          body: { domain },
        })
      } else {
        await call('DELETE /api/directories/{directoryId}/domains/{domain}', {
          params: { directoryId, domain },
        })
      }
    },
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  const count = declares ? domains.gains : domains.loses
  return (
    <Confirm
      title={declares ? domains.declareWhat(domain) : domains.removeWhat(domain)}
      act={declares ? domains.declare : domains.remove}
      {...(declares ? {} : { color: 'red' })}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p className="strong">{count(effect.people, effect.hasMore)}</p>
      <p>{declares ? domains.declareEffect : domains.removeEffect}</p>
      {effect.first.length > 0 && (
        <div>
          <p className="quiet">{domains.first}</p>
          <ul>
            {effect.first.slice(0, 5).map(({ id, address }) => (
              <li key={id}>{address}</li>
            ))}
          </ul>
        </div>
      )}
    </Confirm>
  )
}
