import type { AnswerOf } from '../api-client.ts'
import { useTexts } from '../set-up-texts.ts'
import { Notice } from '../ui/notice.tsx'

type Verified = AnswerOf<'POST /api/directories/{directoryId}/domains/{domain}/verify'>

/** Why a record does not prove a domain yet: what each resolver sees. */
export function Sightings({ found, resolvers }: Pick<Verified, 'found' | 'resolvers'>) {
  const { domains } = useTexts()
  if (found === 'there') return null
  const answered = resolvers.filter(({ saw }) => saw !== 'no-answer')
  const isSilent = answered.length < 2
  return (
    <Notice tone="warn" title={isSilent ? domains.found.silent : domains.found[found]}>
      <ul>
        {resolvers.map(({ server, saw }) => (
          <li key={server}>
            <bdi>{server}</bdi> {domains.saw[saw]}
          </li>
        ))}
      </ul>
      <p>{isSilent ? domains.silentWhy : domains.later}</p>
    </Notice>
  )
}
