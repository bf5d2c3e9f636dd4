import {
  type Icon,
  IconAlertOctagonFilled,
  IconCheck,
  IconCircleCheck,
  IconCircleDashed,
  IconMinus,
  IconQuestionMark,
  IconShieldCheckFilled,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { Address } from '../ui/address.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'

type Assurance = AnswerOf<'GET /api/queue'>['items'][number]['assurance']
type Evidence = Assurance['evidence'][number]

const shapes: { readonly [level in Assurance['level']]: Icon } = {
  sso: IconShieldCheckFilled,
  proven: IconCircleCheck,
  known: IconCircleDashed,
  unknown: IconQuestionMark,
  suspect: IconAlertOctagonFilled,
}

/** The level with the directory that stands for it. */
function useWord({ level, evidence }: Assurance): string {
  const { levels, through } = useConsoleTexts()
  const directory = evidence.flatMap((one) => (one.code === 'signed-in-through' ? [one.directory] : []))[0]
  return level === 'sso' && directory !== undefined ? through(directory) : levels[level]
}

/** How sure we are that whoever wrote is who they say. */
export function AssuranceBadge({ assurance }: { assurance: Assurance }) {
  const { levelSays } = useConsoleTexts()
  const word = useWord(assurance)
  const Shape = shapes[assurance.level]
  return (
    <span className={c.badge} data-level={assurance.level} title={levelSays[assurance.level]}>
      <Shape size={14} stroke={2} aria-hidden />
      {word}
    </span>
  )
}

/** The same for rows, where the name stands beside it. */
export function AssuranceShape({ assurance }: { assurance: Assurance }) {
  const word = useWord(assurance)
  const Shape = shapes[assurance.level]
  return (
    <span className={c.shape} data-level={assurance.level} role="img" aria-label={word} title={word}>
      <Shape size={15} stroke={2} aria-hidden />
    </span>
  )
}

const speaksFor: ReadonlySet<Evidence['code']> = new Set([
  'signed-in-through',
  'signed-in-by',
  'address-held',
  'employee',
])

/** The reasons, each a sentence. */
export function EvidenceList({ assurance }: { assurance: Assurance }) {
  const { evidence: words } = useConsoleTexts()
  return (
    <ul className={c.evidence} aria-label={words.title}>
      {assurance.evidence.map((one) => {
        const isFor = speaksFor.has(one.code)
        const Shape = isFor ? IconCheck : IconMinus
        return (
          <li key={one.code} data-weight={isFor ? 'for' : 'neutral'}>
            <Shape size={14} stroke={2.25} role="img" aria-label={isFor ? words.for : words.neutral} />
            <div>
              <Reason evidence={one} />
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function Reason({ evidence }: { evidence: Evidence }): ReactNode {
  const { evidence: words } = useConsoleTexts()
  switch (evidence.code) {
    case 'signed-in-through':
      return (
        <Rich
          text={words.through(evidence.directory)}
          parts={{ when: <When key="when" at={evidence.at} /> }}
        />
      )
    case 'signed-in-by':
      return <Rich text={words.by[evidence.method]} parts={{ when: <When key="when" at={evidence.at} /> }} />
    case 'address-held':
    case 'address-claimed':
      return (
        <Rich
          text={evidence.code === 'address-held' ? words.held : words.claimed}
          parts={{ address: <Address key="address" value={evidence.address} size="inline" /> }}
        />
      )
    case 'no-address':
      return words.noAddress
    case 'opened-by':
      return words.openedBy(evidence.name)
    case 'opened-at-command-line':
      return words.commandLine
    case 'employee':
      return words.employee
  }
}
