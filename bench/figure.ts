import type { Measured } from './load.ts'
import type { Subject } from './subject.ts'

/** What a figure is measured with. */
export interface Setting {
  /** Users that were there before the first figure of this size. */
  readonly users: number
  readonly seconds: number
  /** What this subject's earlier figures of this size were, by name. */
  readonly earlier: ReadonlyMap<string, Measured>
}

/** One line of the table, or a few that are measured together. */
export interface Figure {
  readonly names: readonly string[]
  /**
   * Which bare servers it is put beside: writes beside both, reads only beside the one of a single row, and alone
   * what they cannot do.
   */
  readonly kind: 'write' | 'read' | 'alone'
  /** @returns a measurement for each name; none when the server does not offer this, or has too few users */
  readonly measure: (subject: Subject, setting: Setting) => Promise<readonly Measured[]>
}
