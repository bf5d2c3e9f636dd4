import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import type { Tone } from '../ui/notice.tsx'
import { type NoticeLine, NoticeList } from '../ui/notice-list.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { useOpenCases } from './open-cases.ts'
import { useWorkNotices } from './work-notices.tsx'

type Need = AnswerOf<'GET /api/overview'>['needs'][number]

/** What stops people already is bad; what somebody chose, like a pause, is only worth knowing. */
const tones: Record<Need['kind'], Tone> = {
  lapsed: 'bad',
  failing: 'bad',
  'no-token': 'warn',
  'token-expires': 'warn',
  'certificate-expires': 'warn',
  'domain-missed': 'bad',
  'proposal-waits': 'warn',
  'staff-domain': 'warn',
  paused: 'flat',
}

interface Props {
  readonly needs: readonly Need[]
  /** Nothing is here that could need anybody: then nothing is said of it. */
  readonly isFresh: boolean
}

/** What needs somebody, each with the way to it, and what is under way. */
export function Needs({ needs, isFresh }: Props) {
  const { overview, cases } = useTexts()
  const work = useWorkNotices()
  const found = useOpenCases()
  if (!work) return null
  const here = needs.map(
    (need): NoticeLine => ({
      key: `${need.kind} ${need.directory?.id} ${need.label}`,
      tone: tones[need.kind],
      text: <What need={need} />,
      way: <Way need={need} />,
    }),
  )
  const lines = [...here, ...work.failed]
  if (found && found.open > 0) {
    lines.unshift({
      key: 'cases',
      tone: 'warn',
      text: cases.waiting(found.open, found.countedMax),
      way: <Link to={paths.cases}>{cases.look}</Link>,
    })
  }
  if (lines.length === 0 && !isFresh) {
    lines.push({ key: 'nothing', tone: 'ok', text: overview.nothingNeedsYou })
  }
  const all = [...lines, ...work.underWay]
  return (
    all.length > 0 && (
      <Card title={overview.needsYou} flush>
        <NoticeList lines={all} />
      </Card>
    )
  )
}

function What({ need: { kind, directory, label, at } }: { need: Need }) {
  const { overview } = useTexts()
  const parts = {
    directory: directory && (
      <strong>
        <bdi>{directory.name}</bdi>
      </strong>
    ),
    label,
    when: at && <When at={at} />,
  }
  return <Rich text={overview.needs[kind]} parts={parts} />
}

function Way({ need: { kind, directory } }: { need: Need }): ReactNode {
  const { overview } = useTexts()
  if (!directory) return <Link to={paths.subscription}>{overview.look.lapsed}</Link>
  const params = { directoryId: directory.id }
  if (kind === 'failing') {
    return (
      <Link to={paths.directory} params={params} search={{ outcome: 'refused' }}>
        {overview.look[kind]}
      </Link>
    )
  }
  if (kind === 'domain-missed' || kind === 'staff-domain') {
    return (
      <Link to={paths.domains} params={params}>
        {overview.look[kind]}
      </Link>
    )
  }
  if (kind === 'proposal-waits') {
    return (
      <Link to={paths.cases} search={{ kind: 'setup-proposal', directory: directory.id }}>
        {overview.look[kind]}
      </Link>
    )
  }
  if (kind === 'certificate-expires') {
    return (
      <Link to={paths.directorySignIn} params={params}>
        {overview.look[kind]}
      </Link>
    )
  }
  return (
    <Link to={kind === 'paused' ? paths.directory : paths.tokens} params={params}>
      {overview.look[kind]}
    </Link>
  )
}
