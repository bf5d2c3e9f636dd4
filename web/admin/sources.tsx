import type { AnswerOf } from '../api-client.ts'
import { SourceChip } from '../ui/source-chip.tsx'
import { useTexts } from './language.ts'

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
      {sources.map((source) => (
        <OneSource
          key={`${source.kind} ${source.directory?.id} ${source.group?.id} ${source.domain}`}
          {...source}
        />
      ))}
    </span>
  )
}

type Source = AnswerOf<'GET /api/organizations'>['items'][number]['sources'][number]

/** One thing that makes people members, by the name it is known by. */
export function OneSource({ kind, group, directory, domain }: Source) {
  const { sources } = useTexts()
  const name = group?.name ?? directory?.name ?? domain ?? sources.hand
  return <SourceChip kind={kind} name={kind === 'sign-in' ? sources.by(name, directory?.name ?? '') : name} />
}
