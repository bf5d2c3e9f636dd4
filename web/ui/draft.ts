import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { CallFailed } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { fieldErrors } from './field-errors.ts'

/** Which fields somebody else has changed, with theirs and, where there is one, mine; and the two ways out. */
export interface Conflict {
  readonly change: NonNullable<CallFailed['problem']>['change']
  readonly fields: readonly { readonly name: string; readonly theirs: unknown; readonly mine: unknown }[]
  showTheirs(): void
  keepMine(): void
}

/** What somebody else saved while this person was typing. */
interface Meanwhile<Thing> {
  readonly theirs: Thing
  readonly change: NonNullable<CallFailed['problem']>['change']
}

interface Options<Thing, Fields> {
  /** As it was read last. */
  readonly latest: Thing
  fieldsOf(thing: Thing): Fields
  /** Saves fields, provided that nobody has changed what they are based on. */
  send(change: Partial<Fields>, basedOn: Thing): Promise<Thing>
  /** Reads it anew. */
  reread(): Promise<Thing>
  /** It is known anew, saved or read. */
  onKnown(thing: Thing): unknown
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * Fields of one thing that are being changed. Only what was changed here is sent. What was typed stays until it is saved or
 * given up, whatever others save meanwhile.
 */
export function useDraft<Thing extends object, Fields extends object>(options: Options<Thing, Fields>) {
  const { latest, fieldsOf, send, reread, onKnown } = options
  const { errors: words } = useTexts()
  const [base, setBase] = useState(latest)
  const [draft, setDraft] = useState<Partial<Fields>>({})
  const [meanwhile, setMeanwhile] = useState<Meanwhile<Thing>>()
  // Where nothing was typed, what others saved is shown at once.
  if (base !== latest && Object.keys(draft).length === 0) setBase(latest)

  const know = (thing: Thing, rest: Partial<Fields>) => {
    setBase(thing)
    setDraft(rest)
    setMeanwhile(undefined)
    onKnown(thing)
  }
  const saving = useMutation({
    mutationFn: ({ names, on }: { names: readonly (keyof Fields)[]; on: Thing }) => {
      const sent = Object.entries(draft).filter(([name]) => names.includes(name as keyof Fields))
      return send(Object.fromEntries(sent) as Partial<Fields>, on)
    },
    onSuccess: (saved, { names }) => {
      const rest = Object.entries(draft).filter(([name]) => !names.includes(name as keyof Fields))
      know(saved, Object.fromEntries(rest) as Partial<Fields>)
    },
    onError: async (error) => {
      if (!(error instanceof CallFailed) || error.problem?.code !== 'changed-meanwhile') return
      setMeanwhile({ theirs: await reread(), change: error.problem.change })
    },
  })
  const sentNames = saving.variables?.names ?? []
  const { errorOf, otherError } = fieldErrors(saving.error, words)
  return {
    values: { ...fieldsOf(base), ...draft },
    /** This very page has changed it otherwise: what is typed stays. */
    adopt: (thing: Thing) => know(thing, draft),
    set<Name extends keyof Fields>(name: Name, value: Fields[Name]) {
      saving.reset()
      const { [name]: _, ...rest } = draft
      const isAsBefore = isEqual(value, fieldsOf(base)[name])
      setDraft(isAsBefore ? (rest as Partial<Fields>) : { ...draft, [name]: value })
    },
    isChanged: (names: readonly (keyof Fields)[]) => names.some((name) => name in draft),
    save: (names: readonly (keyof Fields)[]) => saving.mutate({ names, on: base }),
    /** Whether these fields were what was saved last. */
    isOf: (names: readonly (keyof Fields)[]) => sentNames.some((name) => names.includes(name)),
    /** What was typed is given up. */
    discard: () => {
      saving.reset()
      setDraft({})
    },
    isPending: saving.isPending,
    isDone: saving.isSuccess,
    errorOf,
    otherError: meanwhile ? null : otherError,
    conflict:
      meanwhile &&
      ({
        change: meanwhile.change,
        fields: (Object.keys(fieldsOf(base)) as (keyof Fields & string)[]).flatMap((name) => {
          const theirs = fieldsOf(meanwhile.theirs)[name]
          return isEqual(theirs, fieldsOf(base)[name]) ? [] : [{ name, theirs, mine: draft[name] }]
        }),
        showTheirs: () => know(meanwhile.theirs, {}),
        keepMine: () => saving.mutate({ names: sentNames, on: meanwhile.theirs }),
      } satisfies Conflict),
  }
}
