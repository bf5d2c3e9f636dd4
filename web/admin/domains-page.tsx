import { useParams } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { DirectoryLayout } from './directory-layout.tsx'
import { DomainMoveCard } from './domain-move.tsx'
import { DomainsOf } from './domains-of.tsx'
import { GuestsCard } from './guests-card.tsx'
import { KnownPeople } from './known-people.tsx'

/** For whose addresses a directory speaks; what a change does to people is shown before it is made. */
export function DomainsPage() {
  const { directoryId } = useParams({ from: paths.domains })
  return (
    <DirectoryLayout directoryId={directoryId}>
      {(directory) => (
        <>
          <DomainsOf directoryId={directoryId} />
          {directory.audience === 'customers' && (
            <>
              <KnownPeople directoryId={directoryId} />
              <GuestsCard directory={directory} />
              <DomainMoveCard />
            </>
          )}
        </>
      )}
    </DirectoryLayout>
  )
}
