import { useQuery } from '@tanstack/react-query'
import type { GuideSections } from '../guide-sections.ts'
import { useTexts } from '../set-up-texts.ts'
import { RichText } from '../ui/rich-text.tsx'
import c from './guide.module.css'
import { type SignInFields, signInFields } from './sign-in/guide-fields.ts'

interface Guide {
  readonly sections: GuideSections
}

/** Each guide is a file of its own, loaded by whoever looks at it. */
const guides = import.meta.glob<Guide>('../../docs/guides/*.md')

type GuideSection =
  | 'Paste the two values'
  | 'Map the attributes'
  | 'Users first, groups after'
  | 'Signing in'
  | 'When it goes wrong'

interface Props {
  readonly preset: string
  readonly sections: readonly GuideSection[]
  /** It is read by the customer's own IT, who has no command line here. */
  readonly isForTheirIt?: boolean
}

/** Null: there is none. */
function useGuide(preset: string): GuideSections | null | undefined {
  const name = preset === 'auto' ? 'generic' : preset
  const { data } = useQuery({
    queryKey: ['guide', name],
    queryFn: async () => (await guides[`../../docs/guides/${name}.md`]?.())?.sections ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data
}

/** What the guide's table of values says for signing in; undefined where no provider has its own words. */
export function useSignInFields(preset: string): SignInFields | undefined {
  const guide = useGuide(preset)
  if (!guide || preset === 'auto' || preset === 'generic') return undefined
  return signInFields(guide['Signing in'] ?? [])
}

/** What the guide of a provider says of a step: in English, with the words of the provider's own pages. */
export function GuideCard({ preset, sections, isForTheirIt = false }: Props) {
  const { wizard } = useTexts()
  const found = useGuide(preset)
  if (!found) return null
  return (
    <details className={`card ${c.guide}`}>
      <summary>{wizard.guide}</summary>
      {isForTheirIt && <p className={c.note}>{wizard.guideForIt}</p>}
      <div lang="en" className={c.sections}>
        {sections.map((section) => (
          <section key={section}>
            <h3>{section}</h3>
            <RichText content={found[section] ?? []} />
          </section>
        ))}
      </div>
    </details>
  )
}
