import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { SourceChip } from '../ui/source-chip.tsx'

/** What makes people members. */
export function Sources({
  sources,
}: {
  sources: AnswerOf<'GET /api/organizations'>['items'][number]['sources']
}) {
  const { organizations } = useTexts()
  if (sources.length === 0) return <span className="quiet">{organizations.noSource}</span>
  return (
    <span className="row wrap">
      {sources.map(({ kind, group, directory }) => (
        <SourceChip
          key={`${kind} ${directory.id} ${group?.id}`}
          kind={kind}
          name={group?.name ?? directory.name}
        />
      ))}
    </span>
  )
}
