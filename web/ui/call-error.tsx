import { Button } from '@mantine/core'
import { CallFailed } from '../api-client.ts'
import { useTexts } from '../language.tsx'
import { Notice } from './notice.tsx'
import { Wait } from './wait.tsx'

interface Props {
  readonly error: Error
  readonly onRetry?: () => void
}

/** What happened, why, and what to do next, of a call that failed. Why it is not allowed only the server knows, in English. */
export function CallError({ error, onRetry }: Props) {
  const { errors } = useTexts()
  const problem = error instanceof CallFailed ? error.problem : undefined
  const unknown = error instanceof CallFailed ? errors.notReached : errors.ofPage
  const known = problem ? errors.byCode[problem.code] : unknown
  const action = onRetry && (
    <Button variant="default" onClick={onRetry}>
      {problem?.code === 'conflict' ? errors.readAgain : errors.retry}
    </Button>
  )
  return (
    <Notice tone="bad" title={known.title} action={action}>
      {problem?.code === 'forbidden' && (
        <p>
          {errors.serverSays} <span lang="en">{problem.detail}</span>
        </p>
      )}
      {problem?.code === 'too-many-attempts' && error instanceof CallFailed && error.retryAt !== undefined ? (
        <Wait until={error.retryAt} />
      ) : (
        <p>{known.next ?? problem?.detail}</p>
      )}
      {problem?.code === 'unexpected' && <p className="small">{errors.requestId(problem.requestId)}</p>}
    </Notice>
  )
}
