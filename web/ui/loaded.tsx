import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../language.tsx'
import { CallError } from './call-error.tsx'
import c from './layout.module.css'

interface Query<Data> {
  readonly data: Data | undefined
  readonly error: Error | null
  refetch(): unknown
}

interface Props<Data> {
  readonly query: Query<Data>
  /** Inside a card without margins. */
  readonly isFlush?: boolean
  readonly children: (data: Data) => ReactNode
}

/** What a query answered; until then a skeleton, and the reason where it failed. */
export function Loaded<Data>({ query, isFlush = false, children }: Props<Data>) {
  const { data, error, refetch } = query
  if (data !== undefined) return children(data)
  const instead = error ? <CallError error={error} onRetry={() => void refetch()} /> : <Lines />
  return isFlush ? <div className={c.body}>{instead}</div> : instead
}

const widths = ['58%', '82%', '40%', '71%', '52%']

/** Stands where something will be in a moment. */
export function Lines() {
  const { loading } = useTexts()
  return (
    <div className={c.lines} role="status">
      <span className="sr">{loading}</span>
      {widths.map((width) => (
        <Skeleton key={width} height={12} width={width} />
      ))}
    </div>
  )
}
