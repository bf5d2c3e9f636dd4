import { Button } from '@mantine/core'
import type { Conflict } from '../ui/draft.ts'
import { KeyValue } from '../ui/key-value.tsx'
import { Notice } from '../ui/notice.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

interface Props {
  readonly conflict: Conflict
  /** A field as people know it. */
  labelOf(name: string): string
  /** A value as people read it. */
  show(name: string, value: unknown): string
  readonly isPending: boolean
}

/** Of two who change one thing the second reads who was faster and what is otherwise now, and decides. */
export function MeanwhileNotice({ conflict, labelOf, show, isPending }: Props) {
  const { meanwhile, audit } = useTexts()
  const { change, fields, showTheirs, keepMine } = conflict
  const who = audit.actor(change?.by.kind ?? 'system', change?.by.name ?? null, change?.by.apiKey)
  return (
    <Notice tone="warn" title={meanwhile.title(who)}>
      <div className="stack">
        {change && (
          <p>
            <Rich text={meanwhile.when} parts={{ when: <When at={change.at} /> }} />
          </p>
        )}
        <KeyValue
          rows={fields.map(({ name, theirs, mine }) => [
            labelOf(name),
            mine === undefined
              ? meanwhile.theirs(show(name, theirs))
              : meanwhile.both(show(name, theirs), show(name, mine)),
          ])}
        />
        <div className="row wrap">
          <Button variant="default" onClick={showTheirs}>
            {meanwhile.showTheirs}
          </Button>
          <Button loading={isPending} onClick={keepMine}>
            {meanwhile.keepMine}
          </Button>
        </div>
      </div>
    </Notice>
  )
}
