import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTexts } from '../set-up-texts.ts'
import { When } from '../ui/when.tsx'
import c from './setup.module.css'
import type { Setup } from './setup-steps.tsx'

/** What has arrived from the identity provider so far; each line turns green by itself. */
export function Arrived({ setup: { lastExchangeAt, client, users, activeUsers } }: { setup: Setup }) {
  const { wizard, settingUp } = useTexts()
  return (
    <section className={`card ${c.signals}`} aria-label={settingUp.arrived}>
      <div role="status">
        {lastExchangeAt ? (
          <Signal isDone title={wizard.firstCall}>
            <span>
              {wizard.lastCall} <When at={lastExchangeAt} />
              {'. '}
              {client && wizard.speaksLike(client)}
            </span>
          </Signal>
        ) : (
          <Signal title={wizard.waitingForCall}>
            <span className="second">{wizard.waitingForCallNext}</span>
          </Signal>
        )}
        {users > 0 ? (
          <Signal isDone title={wizard.people(activeUsers)} />
        ) : (
          <Signal title={wizard.waitingForPerson}>
            <span className="second">{wizard.waitingForPersonNext}</span>
          </Signal>
        )}
      </div>
    </section>
  )
}

function Signal({
  isDone = false,
  title,
  children,
}: {
  isDone?: boolean
  title: string
  children?: ReactNode
}) {
  return (
    <div className={c.signal} data-done={isDone}>
      {isDone ? <IconCircleCheckFilled size={18} aria-hidden /> : <IconCircleDashed size={18} aria-hidden />}
      <strong>{title}</strong>
      {children}
    </div>
  )
}
