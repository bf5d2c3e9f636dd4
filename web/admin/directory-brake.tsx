import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'

/** Says on every page of a directory that its brake is on, and what an earlier decision keeps. */
export function DirectoryBrake({ directoryId }: { directoryId: string }) {
  const { brake: words } = useTexts()
  const may = useMay()
  const [isAsking, setAsking] = useState(false)
  const params = { directoryId }
  const { data } = useQuery(read('GET /api/directories/{directoryId}/brake', { params }))
  if (!data) return null
  const { isOn, caseId, brakes, kept } = data
  return (
    <>
      {isOn && (
        <Notice
          tone="warn"
          title={words.on}
          action={
            caseId !== null &&
            may('cases.read') && (
              <Button
                size="xs"
                variant="default"
                renderRoot={(props) => <Link to={paths.case} params={{ caseId }} {...props} />}
              >
                {words.decide}
              </Button>
            )
          }
        >
          {brakes
            .filter(({ state }) => state === 'on')
            .slice(0, 5)
            .map(({ organization, lost, before, engagedAt }) => (
              <p key={`${organization?.id} ${engagedAt}`}>{words.lost(lost, before, organization?.name)}</p>
            ))}
          <p>{words.waiting}</p>
        </Notice>
      )}
      {kept.members + kept.groups > 0 && (
        <Notice
          tone="flat"
          title={words.kept(kept.members, kept.groups)}
          action={
            may('directories.change') && (
              <Button size="xs" variant="default" onClick={() => setAsking(true)}>
                {words.letGo}
              </Button>
            )
          }
        >
          <p>{words.keptWhy}</p>
        </Notice>
      )}
      {isAsking && <LetGo directoryId={directoryId} onClose={() => setAsking(false)} />}
    </>
  )
}

function LetGo({ directoryId, onClose }: { directoryId: string; onClose: () => void }) {
  const { brake: words } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () => call('POST /api/directories/{directoryId}/brake/let-go', { params: { directoryId } }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={words.letGoWhat}
      act={words.letGo}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.letGoWhy}</p>
    </Confirm>
  )
}
