import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Confirm } from '../ui/confirm.tsx'
import c from '../ui/layout.module.css'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { StateDot } from '../ui/state-dot.tsx'
import { When } from '../ui/when.tsx'
import { DirectoryBrake } from './directory-brake.tsx'
import { useTexts } from './language.ts'
import { providerOf } from './providers.ts'

type Directory = AnswerOf<'GET /api/directories/{directoryId}'>

const tabs = [
  'directory',
  'directoryPeople',
  'directoryGroups',
  'mapping',
  'preview',
  'domains',
  'directorySignIn',
  'tokens',
  'directorySettings',
  'provisioning',
] as const

/** The head and the tabs of every page of one directory. */
export function DirectoryLayout({
  directoryId,
  children,
}: {
  directoryId: string
  children: (directory: Directory) => ReactNode
}) {
  const { shell, directory: words } = useTexts()
  const query = useQuery(read('GET /api/directories/{directoryId}', { params: { directoryId } }))
  const { data } = query
  const { pathname } = useLocation()
  const here = tabs.find((tab) => paths[tab].replace('$directoryId', directoryId) === pathname)
  return (
    <Page
      title={data?.name ?? words.title}
      {...(here && { part: words.tabs[here] })}
      crumb={<Link to={paths.directories}>{shell.directories}</Link>}
      sub={data && <Facts directory={data} />}
      actions={data && <StateButton directory={data} />}
    >
      <nav className={c.tabs} aria-label={data?.name ?? words.title}>
        {tabs
          .filter((tab) => tab !== 'mapping' || data?.audience !== 'staff')
          .map((tab) => (
            <Link key={tab} to={paths[tab]} params={{ directoryId }} activeOptions={{ exact: true }}>
              {words.tabs[tab]}
            </Link>
          ))}
      </nav>
      {data?.audience === 'customers' && <DirectoryBrake directoryId={directoryId} />}
      <Loaded query={query}>{children}</Loaded>
    </Page>
  )
}

function Facts({ directory }: { directory: Directory }) {
  const { directory: words, directories, employees } = useTexts()
  const { audience, state, preset, client, activeUsers, groups, lastExchangeAt } = directory
  return (
    <div className={c.facts}>
      <StateDot state={state} />
      {audience === 'staff' && <span>{employees.audience}</span>}
      <span>
        {client?.title ?? (preset === 'auto' ? directories.notRecognised : providerOf(preset).title)}
      </span>
      <span>{words.people(activeUsers)}</span>
      <span>{words.groups(groups)}</span>
      <span>
        {lastExchangeAt ? (
          <>
            {words.lastExchange} <When at={lastExchangeAt} />
          </>
        ) : (
          directories.noCall
        )}
      </span>
    </div>
  )
}

/** What a rehearsal leads to is looked at before it happens. */
function StateButton({ directory }: { directory: Directory }) {
  const { directory: words } = useTexts()
  const may = useMay()
  if (!may('directories.change')) return null
  if (directory.state !== 'rehearsal') return <PauseButton directory={directory} />
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      renderRoot={(props) => <Link to={paths.preview} params={{ directoryId: directory.id }} {...props} />}
    >
      {words.acts.rehearsal}
    </Button>
  )
}

/** Pausing asks first, because nobody new gets in meanwhile; going on grants what waited. */
function PauseButton({ directory }: { directory: Directory }) {
  const { directory: words } = useTexts()
  const client = useQueryClient()
  const [asks, setAsks] = useState(false)
  const given = { params: { directoryId: directory.id } }
  const act = useMutation({
    mutationFn: async () => {
      if (directory.state === 'live') await call('POST /api/directories/{directoryId}/pause', given)
      else await call('POST /api/directories/{directoryId}/resume', given)
    },
    onSuccess: () => {
      setAsks(false)
      return client.invalidateQueries()
    },
  })
  const text = words.acts[directory.state === 'live' ? 'live' : 'paused']
  const Shape = directory.state === 'live' ? IconPlayerPause : IconPlayerPlay
  return (
    <>
      <Button variant="default" leftSection={<Shape size={14} aria-hidden />} onClick={() => setAsks(true)}>
        {text.button}
      </Button>
      {asks && (
        <Confirm
          title={text.title(directory.name)}
          act={text.button}
          isPending={act.isPending}
          error={act.error}
          onAct={() => act.mutate()}
          onClose={() => setAsks(false)}
        >
          <p>{text.effect}</p>
        </Confirm>
      )}
      {!asks && act.error && <CallError error={act.error} />}
    </>
  )
}
