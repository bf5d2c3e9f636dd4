import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import layout from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { AddStatus, EditAnswer, RemoveAnswer, RenameStatus } from './settings-dialogs.tsx'

type Status = AnswerOf<'GET /api/request-statuses'>['items'][number]
type Canned = AnswerOf<'GET /api/canned-answers'>['items'][number]

/** What all agents of the site share. */
export function SettingsPage() {
  const { settings } = useConsoleTexts()
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <Page title={settings.title} sub={settings.lead}>
        <CannedAnswers />
        <Statuses />
      </Page>
    </main>
  )
}

function Statuses() {
  const { settings, statuses: names } = useConsoleTexts()
  const client = useQueryClient()
  const mayChange = useMay()('requests.change')
  const query = useQuery(read('GET /api/request-statuses'))
  const [asked, setAsked] = useState<'add' | Status>()
  const reread = () => client.invalidateQueries({ queryKey: ['GET /api/request-statuses'] })
  const onDone = async () => {
    await reread()
    setAsked(undefined)
  }
  const archive = useMutation({
    // What is shown says what the button does: whatever else was changed of it, its name, stays as it is.
    mutationFn: (one: Status) =>
      call('PATCH /api/request-statuses/{statusId}', {
        params: { statusId: one.id },
        body: { archived: one.archivedAt === null },
      }),
    onSettled: reread,
  })
  return (
    <Card
      title={settings.statuses}
      flush
      aside={
        mayChange && (
          <Button variant="default" onClick={() => setAsked('add')}>
            {settings.addStatus}
          </Button>
        )
      }
    >
      <div className={layout.body}>
        <p className="second">{settings.statusesLead}</p>
        {archive.error && <CallError error={archive.error} />}
      </div>
      <Loaded query={query} isFlush>
        {({ items }) =>
          items.length === 0 ? (
            <div className={layout.body}>
              <EmptyState title={settings.noStatuses}>{settings.noStatusesWhy}</EmptyState>
            </div>
          ) : (
            <Table
              label={settings.statuses}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  head: settings.name,
                  cell: ({ name, archivedAt }) => (
                    <>
                      <bdi className="strong">{name}</bdi>
                      {archivedAt !== null && <span className="quiet">{` · ${settings.archived}`}</span>}
                    </>
                  ),
                },
                { head: settings.category, cell: ({ category }) => names[category] },
                {
                  head: settings.acts,
                  isAct: true,
                  cell: (one) =>
                    mayChange && (
                      <div className={`row wrap ${c.cellActs}`}>
                        <Button
                          variant="default"
                          aria-label={settings.renameTitle(one.name)}
                          onClick={() => setAsked(one)}
                        >
                          {settings.rename}
                        </Button>
                        <Button
                          variant="default"
                          loading={archive.isPending && archive.variables?.id === one.id}
                          aria-label={`${one.archivedAt === null ? settings.archive : settings.restore}: ${one.name}`}
                          onClick={() => archive.mutate(one)}
                        >
                          {one.archivedAt === null ? settings.archive : settings.restore}
                        </Button>
                      </div>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {asked === 'add' && <AddStatus onDone={onDone} onClose={() => setAsked(undefined)} />}
      {asked && asked !== 'add' && (
        <RenameStatus status={asked} onDone={onDone} onClose={() => setAsked(undefined)} />
      )}
    </Card>
  )
}

function CannedAnswers() {
  const { settings } = useConsoleTexts()
  const client = useQueryClient()
  const mayChange = useMay()('requests.change')
  const query = useQuery(read('GET /api/canned-answers'))
  const [edited, setEdited] = useState<'new' | Canned>()
  const [removed, setRemoved] = useState<Canned>()
  const onClose = () => {
    setEdited(undefined)
    setRemoved(undefined)
  }
  const onDone = async () => {
    await client.invalidateQueries({ queryKey: ['GET /api/canned-answers'] })
    onClose()
  }
  return (
    <Card
      title={settings.answers}
      flush
      aside={
        mayChange && (
          <Button variant="default" onClick={() => setEdited('new')}>
            {settings.addAnswer}
          </Button>
        )
      }
    >
      <div className={layout.body}>
        <p className="second">{settings.answersLead}</p>
      </div>
      <Loaded query={query} isFlush>
        {({ items }) =>
          items.length === 0 ? (
            <div className={layout.body}>
              <EmptyState title={settings.noAnswers}>{settings.noAnswersWhy}</EmptyState>
            </div>
          ) : (
            <Table
              label={settings.answers}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                { head: settings.answerTitle, cell: ({ title }) => <bdi className="strong">{title}</bdi> },
                {
                  head: settings.answerText,
                  cell: ({ markdown }) => <span className={c.excerpt}>{markdown}</span>,
                },
                {
                  head: settings.acts,
                  isAct: true,
                  cell: (one) =>
                    mayChange && (
                      <div className={`row wrap ${c.cellActs}`}>
                        <Button
                          variant="default"
                          aria-label={settings.edit(one.title)}
                          onClick={() => setEdited(one)}
                        >
                          {settings.editAct}
                        </Button>
                        <Button
                          variant="default"
                          aria-label={settings.remove(one.title)}
                          onClick={() => setRemoved(one)}
                        >
                          {settings.removeAct}
                        </Button>
                      </div>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {edited && (
        <EditAnswer answer={edited === 'new' ? undefined : edited} onDone={onDone} onClose={onClose} />
      )}
      {removed && <RemoveAnswer answer={removed} onDone={onDone} onClose={onClose} />}
    </Card>
  )
}
