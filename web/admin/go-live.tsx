import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconCheck, IconClock, IconDoorExit, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTexts } from './language.ts'
import c from './preview.module.css'
import type { PreviewCounts } from './preview-classes.ts'
import { usePreviewWords } from './preview-words.ts'

export type WentLive = AnswerOf<'POST /api/directories/{directoryId}/go-live'>['updated']

interface Props {
  readonly directoryId: string
  readonly name: string
  readonly state: 'rehearsal' | 'paused'
  readonly counts: PreviewCounts
  readonly people: number
  readonly onWent: (went: WentLive) => void
}

/** Beyond so many people whoever lets them in types the directory's name. */
const typedBeyond = 100

/** What it does in sentences, and the act itself. Whoever takes something away has looked at it first. */
export function GoLive({ directoryId, name, state, counts, people, onWent }: Props) {
  const words = usePreviewWords(directoryId)
  const client = useQueryClient()
  const [hasSeen, setSeen] = useState(false)
  const act = useMutation({
    mutationFn: () => {
      const given = { params: { directoryId } }
      return state === 'rehearsal'
        ? call('POST /api/directories/{directoryId}/go-live', given)
        : call('POST /api/directories/{directoryId}/resume', given)
    },
    onSuccess: ({ updated }) => {
      onWent(updated)
      return client.invalidateQueries()
    },
  })
  const [typed, setTyped] = useState('')
  const mustType = state === 'rehearsal' && people > typedBeyond
  const mustSee = counts.held + counts.lost > 0
  const text = words.goLive[state]
  return (
    <Card title={text.title}>
      <ul className={c.facts}>
        <Fact icon={IconCheck}>{words.becomes(counts.new)}</Fact>
        {counts.linked > 0 && <Fact icon={IconCheck}>{words.links(counts.linked)}</Fact>}
        {counts.joined > 0 && <Fact icon={IconCheck}>{words.joins(counts.joined)}</Fact>}
        {counts.renamed > 0 && <Fact icon={IconCheck}>{words.renames(counts.renamed)}</Fact>}
        {counts.left > 0 && <Fact icon={IconDoorExit}>{words.leaves(counts.left)}</Fact>}
        {counts.held > 0 && <Fact icon={IconClock}>{words.holds(counts.held)}</Fact>}
        {counts.lost > 0 && <Fact icon={IconX}>{words.loses(counts.lost)}</Fact>}
      </ul>
      {mustSee && (
        <Checkbox
          size="xs"
          checked={hasSeen}
          onChange={(event) => setSeen(event.currentTarget.checked)}
          label={words.seen}
        />
      )}
      {mustType && (
        <TextInput
          size="xs"
          label={words.typeName(name)}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Button
        fullWidth
        loading={act.isPending}
        disabled={(mustSee && !hasSeen) || (mustType && typed.trim() !== name.trim())}
        onClick={() => act.mutate()}
      >
        {text.button(people)}
      </Button>
      {act.error && <CallError error={act.error} />}
      <p className="small quiet">{words.noUndo}</p>
    </Card>
  )
}

function Fact({ icon: Shape, children }: { icon: typeof IconCheck; children: string }) {
  return (
    <li>
      <Shape size={16} aria-hidden />
      <span>{children}</span>
    </li>
  )
}

/** What it did, and that the rest goes on. */
export function WentLiveNotice({ users, groups, isFinished }: WentLive) {
  const { preview: words } = useTexts()
  const rest = !isFinished && <Link to={paths.work}>{words.work}</Link>
  return (
    <Notice tone="ok" title={words.done} action={rest}>
      <p>{words.doneWhat(users, groups)}</p>
      {!isFinished && <p>{words.goesOn}</p>}
    </Notice>
  )
}
