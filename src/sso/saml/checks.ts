import type { CheckStep } from '../../model/access/identity.ts'

/** One thing that is looked at; checks of a table are made in its order, and the first that fails ends it. */
export interface Check<Subject> {
  readonly check: string
  /** What is true when nothing is wrong. */
  readonly says: string | ((subject: Subject) => string)
  /** In words what is wrong and what to do; undefined when nothing is. */
  readonly wrong: (subject: Subject) => string | undefined
}

/** A check failed: nobody comes in. Its steps end with it. */
export class Refused extends Error {
  readonly steps: readonly CheckStep[]

  constructor(steps: readonly CheckStep[]) {
    super(steps.at(-1)?.check ?? 'refused')
    this.steps = steps
  }
}

/** What was looked at so far. */
export class Steps {
  readonly all: CheckStep[] = []

  passed(check: string, says: string): void {
    this.all.push({ check, ok: true, says })
  }

  /** @throws Refused always */
  failed(check: string, says: string): never {
    this.all.push({ check, ok: false, says })
    throw new Refused(this.all)
  }

  /** @throws Refused at the first check that fails */
  run<Subject>(checks: readonly Check<Subject>[], subject: Subject): void {
    for (const { check, says, wrong } of checks) {
      const failure = wrong(subject)
      if (failure !== undefined) this.failed(check, failure)
      this.passed(check, typeof says === 'string' ? says : says(subject))
    }
  }
}

const shownMax = 200

/** What a stranger sent, fit to be shown: cut, on one line. */
export function shown(value: string | undefined): string {
  if (value === undefined || value === '') return '(nothing)'
  const line = value.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
  return line.length > shownMax ? `${line.slice(0, shownMax)}…` : line
}
