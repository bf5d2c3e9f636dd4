import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { useLanguage } from '../language.tsx'
import { read } from '../queries.ts'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'

type Audience = Omit<AnswerOf<'GET /api/help/organizations/{organizationId}/audience'>, 'fingerprint'>

/** Who would see what is shared with an organization, asked of the server at each look. */
export const useAudience = (organizationId: string, isWanted = true) =>
  useQuery({
    ...read('GET /api/help/organizations/{organizationId}/audience', { params: { organizationId } }),
    enabled: isWanted,
    staleTime: 0,
  })

/** So many are named in a sentence. */
const namedMax = 2

/** "Tom Baker, Priya Raman and 12 others." */
function useNames({ people, total, hasMore }: Audience): string {
  const { seen } = useHelpTexts()
  const { language } = useLanguage()
  const named = people.slice(0, namedMax).map(({ name }) => name)
  const names = named.join(', ')
  const others = total - named.length
  if (hasMore) return seen.andMore(names)
  return others > 0
    ? seen.andOthers(names, new Intl.NumberFormat(language).format(others))
    : seen.including(new Intl.ListFormat(language, { type: 'conjunction' }).format(named))
}

function useCount({ total, hasMore, organization }: Audience): string {
  const { seen } = useHelpTexts()
  const { language } = useLanguage()
  return hasMore
    ? seen.manyPeople(new Intl.NumberFormat(language).format(total), organization.name)
    : seen.people(total, organization.name)
}

/** How many people of an organization, who they are, and what becomes of those who come and go. */
export function AudienceLines({ audience, withRules = false }: { audience: Audience; withRules?: boolean }) {
  const { seen } = useHelpTexts()
  const [isOpen, setOpen] = useState(false)
  const names = useNames(audience)
  const count = useCount(audience)
  const { people, total, showsEarlier, organization } = audience
  return (
    <>
      <span className="strong">{count}</span>
      {people.length > 0 && !isOpen && (
        <span className="second block">
          {names}{' '}
          {total > namedMax && (
            <button type="button" className="link" onClick={() => setOpen(true)}>
              {seen.listAll}
            </button>
          )}
        </span>
      )}
      {isOpen && (
        <ul className={c.names}>
          {people.map(({ id, name, emailAddress }) => (
            <li key={id}>
              <bdi>{name}</bdi> <span className="quiet">{emailAddress}</span>
            </li>
          ))}
          {total > people.length && <li>{seen.andMore('…')}</li>}
        </ul>
      )}
      {withRules && (
        <span className="quiet small block">
          {showsEarlier ? seen.joiners : seen.noJoiners} {seen.leavers(organization.name)}
        </span>
      )}
    </>
  )
}
