import { IconCircle, IconCircleCheck, IconCornerUpLeft } from '@tabler/icons-react'
import type { AnswerOf } from '../api-client.ts'
import c from './help.module.css'
import { useHelpTexts } from './help-texts.ts'

type Request = AnswerOf<'GET /api/help/requests'>['items'][number]

const shapes = { us: IconCircle, you: IconCornerUpLeft, done: IconCircleCheck }

/** Whose turn it is: of a colleague's request never this person's. */
function turnOf({ status, requester }: Pick<Request, 'status' | 'requester'>): keyof typeof shapes {
  if (status === 'resolved' || status === 'closed') return 'done'
  return status === 'waiting-for-customer' && requester.isYou ? 'you' : 'us'
}

/** Where a request stands, by shape and word. */
export function Status({ request }: { request: Pick<Request, 'status' | 'statusName' | 'requester'> }) {
  const { statuses, theirStatuses } = useHelpTexts()
  const { status, statusName, requester } = request
  const turn = turnOf(request)
  const Shape = shapes[turn]
  return (
    <span className={c.pill} data-turn={turn}>
      <Shape size={15} stroke={turn === 'you' ? 2.5 : 1.75} aria-hidden />
      <bdi>{statusName ?? (requester.isYou ? statuses : theirStatuses)[status]}</bdi>
    </span>
  )
}
