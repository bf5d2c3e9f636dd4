import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'

interface Props {
  readonly organizationId: string
  readonly name: string
  onClose(): void
  onDone(): void
}

/** Deletes an organization after saying what ends, or says why it cannot be deleted. */
export function DeleteOrganization({ organizationId, name, onClose, onDone }: Props) {
  const { byHand } = useTexts()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const params = { organizationId }
  const query = useQuery(read('GET /api/organizations/{organizationId}/deletion', { params }))
  const act = useMutation({
    mutationFn: () => call('DELETE /api/organizations/{organizationId}', { params }),
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries()
    },
  })
  const isRefused = query.data?.refusal != null
  return (
    <Confirm
      title={byHand.deleteWhat(name)}
      act={byHand.delete}
      color="red"
      isPending={act.isPending}
      isAllowed={query.data !== undefined && !isRefused && typed.trim() === name}
      isDone={isRefused}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {({ people, domains, portals, refusal, directories }) =>
          refusal === null ? (
            <>
              <p>
                {byHand.ends(people)} {portals.length > 0 && byHand.endsPortals(portals.join(', '))}{' '}
                {domains.length > 0 ? byHand.endsDomains(domains.join(', ')) : byHand.noUndo}
              </p>
              <TextInput
                label={byHand.typeName(name)}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            </>
          ) : (
            <Notice tone="warn" title={byHand.refusals[refusal](directories.join(', '))} />
          )
        }
      </Loaded>
    </Confirm>
  )
}
