import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../../api-client.ts'
import { useMay } from '../../me.ts'
import { paths } from '../../paths.ts'
import { read } from '../../queries.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { DirectoryLayout } from '../directory-layout.tsx'
import { Certificates } from './certificates.tsx'
import { ConnectionSettings } from './connection-settings.tsx'
import { Disconnect } from './disconnect.tsx'
import { EmptyConnection } from './empty-connection.tsx'
import { ModeCard } from './mode-card.tsx'
import { OurValues } from './our-values.tsx'
import { OwnKey } from './own-key.tsx'
import { SignInLog } from './sign-in-log.tsx'
import { TestsCard } from './tests-card.tsx'

export type Connected = AnswerOf<'GET /api/directories/{directoryId}/connection'>
export type Connection = NonNullable<Connected['connection']>

/** How a directory's people sign in through their own company. */
export function DirectorySignInPage() {
  const { directoryId } = useParams({ from: paths.directorySignIn })
  const query = useQuery(read('GET /api/directories/{directoryId}/connection', { params: { directoryId } }))
  return (
    <DirectoryLayout directoryId={directoryId}>
      {({ audience }) => (
        <Loaded query={query}>
          {(connected) => (
            <SignIn
              key={directoryId}
              directoryId={directoryId}
              connected={connected}
              isOfStaff={audience === 'staff'}
            />
          )}
        </Loaded>
      )}
    </DirectoryLayout>
  )
}

interface Props {
  readonly directoryId: string
  readonly connected: Connected
  readonly isOfStaff: boolean
}

function SignIn({ directoryId, connected, isOfStaff }: Props) {
  const may = useMay()
  const { ours, connection } = connected
  const maySee = may('exchanges.read') && may('customers.read')
  const navigate = useNavigate()
  const { protocol } = useSearch({ from: paths.directorySignIn })
  if (!connection) {
    return (
      <EmptyConnection
        directoryId={directoryId}
        ours={ours}
        protocol={protocol}
        onChoose={(chosen) =>
          void navigate({
            to: paths.directorySignIn,
            params: { directoryId },
            search: { protocol: chosen },
            replace: true,
            resetScroll: false,
          })
        }
      />
    )
  }
  const mayChange = may('directories.change')
  return (
    <>
      <ModeCard
        key={connection.mode}
        directoryId={directoryId}
        ours={ours}
        connection={connection}
        mayChange={mayChange}
        isOfStaff={isOfStaff}
      />
      {mayChange && <TestsCard directoryId={directoryId} />}
      {connection.saml && (
        <Certificates directoryId={directoryId} connection={connection} mayChange={mayChange} />
      )}
      <OurValues ours={ours} protocol={connection.protocol} />
      <ConnectionSettings
        directoryId={directoryId}
        connected={connected}
        mayChange={mayChange}
        isOfStaff={isOfStaff}
      />
      <OwnKey directoryId={directoryId} connection={connection} mayChange={mayChange} />
      {maySee && <SignInLog directoryId={directoryId} />}
      {mayChange && <Disconnect directoryId={directoryId} />}
    </>
  )
}
