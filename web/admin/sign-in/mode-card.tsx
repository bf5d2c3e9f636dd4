import { Button, Radio } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import layout from '../../ui/layout.module.css'
import { Notice } from '../../ui/notice.tsx'
import { RequireIt } from './require-it.tsx'
import type { Connected, Connection } from './sign-in-page.tsx'

type Mode = Connection['mode']
const modes = ['off', 'test', 'optional', 'required'] as const

interface Props {
  readonly directoryId: string
  readonly ours: Connected['ours']
  readonly connection: Connection
  readonly mayChange: boolean
  /** Staff keep their own way in. */
  readonly isOfStaff: boolean
}

/** Who signs in by the connection. Each switch says first what it does to whom. */
export function ModeCard({ directoryId, ours, connection, mayChange, isOfStaff }: Props) {
  const { connecting: words } = useTexts()
  const { mode, needs } = connection
  const [chosen, setChosen] = useState<Mode>(mode)
  const [isAsked, setAsked] = useState(false)
  const close = () => {
    setAsked(false)
    setChosen(mode)
  }
  const isComplete = needs.length === 0
  return (
    <Card title={words.mode}>
      {!isComplete && (
        <Notice tone="warn" title={words.missing}>
          {needs.map((need) => (
            <div key={need}>{words.needs[need]}</div>
          ))}
        </Notice>
      )}
      <Radio.Group
        label={<span className="sr">{words.mode}</span>}
        value={chosen}
        onChange={(value) => setChosen(value as Mode)}
        readOnly={!mayChange}
      >
        <div className="stack">
          {modes
            .filter((one) => one !== 'required' || !isOfStaff)
            .map((one) => (
              <Radio
                key={one}
                value={one}
                label={words.modes[one].label}
                description={words.modes[one].hint}
                disabled={!mayChange || (one !== 'off' && one !== mode && !isComplete)}
              />
            ))}
        </div>
      </Radio.Group>
      {mayChange && (
        <div className={layout.formFoot}>
          <Button disabled={chosen === mode} onClick={() => setAsked(true)}>
            {words.change}
          </Button>
          {mode !== 'off' && isComplete && (
            <Button
              component="a"
              variant="default"
              href={`${new URL(ours.signInUrl).pathname}?test=1`}
              target="_blank"
              rel="noopener"
              leftSection={<IconExternalLink size={14} aria-hidden />}
            >
              {words.testSignIn}
            </Button>
          )}
        </div>
      )}
      {mayChange && mode !== 'off' && isComplete && <p className="quiet">{words.testWhy}</p>}
      {isAsked && chosen === 'required' && <RequireIt directoryId={directoryId} onClose={close} />}
      {isAsked && chosen !== 'required' && (
        <SwitchIt directoryId={directoryId} from={mode} to={chosen} onClose={close} />
      )}
    </Card>
  )
}

interface SwitchProps {
  readonly directoryId: string
  readonly from: Mode
  readonly to: Exclude<Mode, 'required'>
  onClose(): void
}

function SwitchIt({ directoryId, from, to, onClose }: SwitchProps) {
  const { connecting: words } = useTexts()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: () =>
      call('PATCH /api/directories/{directoryId}/connection', {
        params: { directoryId },
        body: { mode: to },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  const ends = (from === 'optional' || from === 'required') && (to === 'off' || to === 'test')
  return (
    <Confirm
      title={words.changeMode(words.modes[to].label)}
      act={words.change}
      {...(ends ? { color: 'red' } : {})}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>
        {words.modes[to].hint} {ends && words.endsSessions}
      </p>
    </Confirm>
  )
}
