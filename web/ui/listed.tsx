import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../language.tsx'
import { CallError } from './call-error.tsx'
import c from './layout.module.css'
import { Lines } from './loaded.tsx'

interface Query<Item> {
  readonly data: readonly Item[] | undefined
  readonly error: Error | null
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  /** What is shown is of before, and what is wanted now is on its way. */
  readonly isPlaceholderData?: boolean
  refetch(): unknown
  fetchNextPage(): unknown
}

interface Props<Item> {
  readonly query: Query<Item>
  /** Shown instead of an empty list. */
  readonly empty: ReactNode
  readonly children: (items: readonly Item[]) => ReactNode
}

/** A list with everything that a list can be: on its way, failed, empty, shown, and longer than its first page. */
export function Listed<Item>({ query, empty, children }: Props<Item>) {
  const { lists, loading } = useTexts()
  const {
    data,
    error,
    hasNextPage,
    isFetchingNextPage,
    isPlaceholderData = false,
    refetch,
    fetchNextPage,
  } = query
  if (!data) {
    return (
      <div className={c.body}>
        {error ? <CallError error={error} onRetry={() => void refetch()} /> : <Lines />}
      </div>
    )
  }
  if (data.length === 0) return <div className={c.body}>{empty}</div>
  return (
    <>
      {children(data)}
      <div className={c.listFoot}>
        <span role="status">
          {isPlaceholderData ? loading : hasNextPage ? lists.firstOf(data.length) : lists.all(data.length)}
        </span>
        {hasNextPage && (
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {lists.more}
          </Button>
        )}
      </div>
    </>
  )
}
