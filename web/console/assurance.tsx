import {
  type Icon,
  IconAlertOctagonFilled,
  IconAlertTriangle,
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
  'mail-passed',
  'confirmed',
])
const speaksAgainst: ReadonlySet<Evidence['code']> = new Set([
  'mail-failed',
  'address-former',
  'deactivated',
  'address-foreign',
  'name-like',
  'name-in-address',
  'address-like',
  'name-says',
  'domain-like',
  'written-by',
  'written-elsewhere',
  'opened-by-other',
  'disowned',
])

/** An answer that goes elsewhere counts by the rest; where it made the level it is told among the doubts. */
function weightOf({ code }: Evidence, isSuspect: boolean): 'for' | 'against' | 'neutral' {
  if (speaksFor.has(code)) return 'for'
  return speaksAgainst.has(code) || (code === 'reply-elsewhere' && isSuspect) ? 'against' : 'neutral'
}
const weightShapes = { for: IconCheck, against: IconAlertTriangle, neutral: IconMinus } as const

/** The reasons, each a sentence. */
export function EvidenceList({ assurance }: { assurance: Assurance }) {
  const { evidence: words } = useConsoleTexts()
  return (
    <ul className={c.evidence} aria-label={words.title}>
      {assurance.evidence.map((one) => {
        const weight = weightOf(one, assurance.level === 'suspect')
        const Shape = weightShapes[weight]
        return (
          <li key={JSON.stringify(one)} data-weight={weight}>
            <Shape size={14} stroke={2.25} role="img" aria-label={words[weight]} />
            <div>
              <Reason evidence={one} />
            </div>
          </li>
        )
      })}
    </ul>
  )
}

/** What speaks against whoever wrote; where nothing does, what is not known. */
export function Doubts({ assurance }: { assurance: Assurance }) {
  const isSuspect = assurance.level === 'suspect'
  const against = assurance.evidence.filter((one) => weightOf(one, isSuspect) === 'against')
  const said = against.length > 0 ? against : assurance.evidence.filter(({ code }) => !speaksFor.has(code))
  return (
    <ul className={c.reasons}>
      {said.map((one) => (
        <li key={JSON.stringify(one)}>
          <Reason evidence={one} />
        </li>
      ))}
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
    default:
      return <MailReason evidence={evidence} />
  }
}

type MailEvidence = Exclude<
  Evidence,
  {
    code:
      | 'signed-in-through'
      | 'signed-in-by'
      | 'address-held'
      | 'address-claimed'
      | 'no-address'
      | 'opened-by'
      | 'opened-at-command-line'
      | 'employee'
  }
>

/** What only mails, and whoever looks like somebody else, give reason for. */
function MailReason({ evidence }: { evidence: MailEvidence }): ReactNode {
  const { evidence: words } = useConsoleTexts()
  switch (evidence.code) {
    case 'mail-passed':
    case 'mail-failed':
    case 'mail-unproven':
    case 'mail-unchecked':
      return words.mail[evidence.code](evidence.domain)
    case 'address-new':
      return <With text={words.newAddress} address={evidence.address} />
    case 'address-former':
      return (
        <Rich text={words.former(evidence.name)} parts={{ when: <When key="when" at={evidence.until} /> }} />
      )
    case 'deactivated':
      return words.deactivated(evidence.name)
    case 'address-foreign':
      return <With text={words.foreign} address={evidence.address} />
    case 'name-like':
    case 'name-in-address':
    case 'address-like': {
      const whose =
        evidence.person === 'staff' ? words.ofStaff(evidence.name) : words.nameOf(evidence.name, evidence.of)
      if (evidence.code === 'name-in-address') return words.nameInAddress(whose)
      if (evidence.code === 'address-like') return words.addressLike(whose)
      return evidence.isSame ? words.nameSame(whose) : words.nameLike(whose)
    }
    case 'name-says':
      return <With text={words.nameSays(evidence.shown)} address={evidence.address} />
    case 'domain-like':
      return words.domainLike[evidence.how](evidence.domain, evidence.known)
    case 'reply-elsewhere':
      return <With text={words.replyElsewhere} address={evidence.address} />
    case 'written-elsewhere':
      return (
        <Rich
          text={words.writtenElsewhere(evidence.name)}
          parts={{
            address: <Address key="address" value={evidence.address} size="inline" />,
            when: <When key="when" at={evidence.at} />,
          }}
        />
      )
    case 'confirmed':
    case 'written-by':
    case 'opened-by-other':
    case 'disowned':
      return (
        <Rich
          text={saidOf(evidence, words)(evidence.name)}
          parts={{ when: <When key="when" at={evidence.at} /> }}
        />
      )
  }
}

function saidOf(
  evidence: Extract<Evidence, { code: 'confirmed' | 'written-by' | 'opened-by-other' | 'disowned' }>,
  words: ReturnType<typeof useConsoleTexts>['evidence'],
) {
  if (evidence.code === 'disowned') return evidence.warns ? words.disownedWarns : words.disowned
  if (evidence.code === 'confirmed') return words.confirmed
  return evidence.code === 'written-by' ? words.writtenBy : words.openedByOther
}

function With({ text, address }: { text: string; address: string }) {
  return <Rich text={text} parts={{ address: <Address key="address" value={address} size="inline" /> }} />
}
