import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { read } from '../queries.ts'
import { useConsoleTexts } from './console-texts.ts'
import type { WholeRequest } from './request-queries.ts'

const name = 'GET /api/requests/{requestId}/audiences'
type Audience = AnswerOf<typeof name>['items'][number]

/** Who sees a request by each organization that it is shared with; none until it is known. */
export function useAudiences({ id, shares }: WholeRequest): readonly Audience[] {
  const query = useQuery({
    ...read(name, { params: { requestId: id } }),
    enabled: shares.length > 0,
    staleTime: 30_000,
  })
  return query.data?.items ?? []
}

interface Props {
  /** Undefined until it is known. */
  readonly audience: Audience | undefined
  readonly requestId: string
}

/** How many see it; that others do than when this agent looked last is said until they have read it. */
export function AudienceNote({ audience, requestId }: Props) {
  const { panel } = useConsoleTexts()
  const client = useQueryClient()
  const note = useMutation({
    mutationFn: ({ organizationId, fingerprint }: { organizationId: string; fingerprint: string }) =>
      call('POST /api/requests/{requestId}/audiences', {
        params: { requestId },
        body: { organizationId, fingerprint },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: [name] }),
  })
  const { mutate } = note
  const organizationId = audience?.organization.id
  const fingerprint = audience?.fingerprint
  const isFirst = audience?.lookedAt === null
  useEffect(() => {
    if (isFirst && organizationId !== undefined && fingerprint !== undefined)
      mutate({ organizationId, fingerprint })
  }, [isFirst, organizationId, fingerprint, mutate])
  if (!audience || organizationId === undefined || fingerprint === undefined) return null
  const { total, hasMore, change } = audience
  return (
    <div className="small">
      <div className="quiet">{panel.people(total, hasMore)}</div>
      {change && (
        <div role="status">
          <strong>{panel.otherPeople}</strong>
          <Came {...change.gained} text={panel.gained} />
          <Came {...change.lost} text={panel.lost} />
          <button
            type="button"
            className="link small"
            disabled={note.isPending}
            onClick={() => mutate({ organizationId, fingerprint })}
          >
            {panel.otherPeopleRead}
          </button>
        </div>
      )}
    </div>
  )
}

interface CameProps {
  readonly count: number | null
  readonly names: readonly string[]
  text(n: number): string
}

function Came({ count, names, text }: CameProps) {
  const { panel } = useConsoleTexts()
  const { language } = useLanguage()
  if (count === null || count === 0) return null
  const listed =
    count > names.length
      ? panel.andOthers(names.join(', '))
      : new Intl.ListFormat(language, { type: 'conjunction' }).format(names)
  return <div>{names.length > 0 ? `${text(count)}: ${listed}.` : `${text(count)}.`}</div>
}
