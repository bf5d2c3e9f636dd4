import type { AnswerOf } from '../api-client.ts'
import { useTexts } from './language.ts'

type Case = AnswerOf<'GET /api/cases'>['items'][number]

/** How a case closed, and by whom. */
export function CaseOutcome({
  found: { outcome, decidedBy },
}: {
  found: Pick<Case, 'outcome' | 'decidedBy'>
}) {
  const { cases, audit } = useTexts()
  if (outcome === null) return null
  if (decidedBy === null) {
    return (
      {
        settled: cases.itself,
        gone: cases.gone,
        undone: cases.undone,
        merged: cases.byMerge,
        withdrawn: cases.withdrawn,
      }[outcome] ?? outcome
    )
  }
  const what = cases.outcomes[outcome] ?? outcome
  return cases.decided(what, audit.actor(decidedBy.kind, decidedBy.name))
}
