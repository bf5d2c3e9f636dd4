import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { useTexts } from '../set-up-texts.ts'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'

/** What has arrived from the identity provider so far; each line turns green by itself. */
export function Signals({ directory }: { directory: AnswerOf<'GET /api/directories/{directoryId}'> }) {
  const { wizard } = useTexts()
  const { id, lastExchangeAt, client, users, activeUsers } = directory
  return (
    <div role="status">
      {lastExchangeAt ? (
        <Signal isDone title={wizard.firstCall}>
          <span>
            {wizard.lastCall} <When at={lastExchangeAt} />
            {'. '}
            {client && wizard.speaksLike(client.title)}
          </span>
          <Link className="small" to={paths.directory} params={{ directoryId: id }}>
            {wizard.seeCalls}
          </Link>
        </Signal>
      ) : (
        <Signal title={wizard.waitingForCall}>
          <span className="second">{wizard.waitingForCallNext}</span>
        </Signal>
      )}
      {users > 0 ? (
        <Signal isDone title={wizard.people(activeUsers)}>
          <Link className="small" to={paths.directoryPeople} params={{ directoryId: id }}>
            {wizard.seePeople}
          </Link>
        </Signal>
      ) : (
        <Signal title={wizard.waitingForPerson}>
          <span className="second">{wizard.waitingForPersonNext}</span>
        </Signal>
      )}
    </div>
  )
}

/** A line that turns green when what it waits for has come. */
export function Signal({
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
