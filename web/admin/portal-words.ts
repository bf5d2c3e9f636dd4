import type { AnswerOf } from '../api-client.ts'
import { usePortalTexts } from './portal-texts.ts'

type Portal = AnswerOf<'GET /api/portals/{portalId}'>
/** Whom a portal is for, as far as words need it. */
type Sight = Pick<Portal, 'audience' | 'forMembers'> & {
  readonly organizations: readonly { readonly name: string }[]
  readonly directories: readonly { readonly name: string }[]
}

const shownMax = 4

/** Whom a portal is for, in words. */
export function usePortalWords() {
  const words = usePortalTexts()
  return {
    whomFor({ audience, forMembers, organizations, directories }: Sight): string {
      if (audience !== 'named') return words.audiences[audience].label
      const names = [
        ...organizations.map(({ name }) => name),
        ...directories.map(({ name }) => words.peopleOf(name)),
        ...(forMembers ? [words.members] : []),
      ]
      if (names.length === 0) return words.nobody
      const rest = names.length - shownMax
      return rest > 0 ? words.andMore(names.slice(0, shownMax).join(', '), rest) : names.join(', ')
    },
  }
}
