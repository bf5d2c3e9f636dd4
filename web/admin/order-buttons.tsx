import { ActionIcon } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'

interface Props {
  /** Names of the two acts: what is moved, and where to. */
  readonly up: string
  readonly down: string
  readonly n: number
  readonly count: number
  onMove(to: number): void
}

/**
 * Moves one of a list by one place. What has come to an end keeps the focus, so that the keys of somebody who moves it several
 * times lead nowhere else.
 */
export function OrderButtons({ up, down, n, count, onMove }: Props) {
  if (count < 2) return null
  const shared = { variant: 'subtle', color: 'gray', size: 'lg' } as const
  const [isFirst, isLast] = [n === 0, n === count - 1]
  return (
    <>
      <ActionIcon
        {...shared}
        aria-label={up}
        {...(isFirst && ended)}
        onClick={() => !isFirst && onMove(n - 1)}
      >
        <IconArrowUp size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        {...shared}
        aria-label={down}
        {...(isLast && ended)}
        onClick={() => !isLast && onMove(n + 1)}
      >
        <IconArrowDown size={15} aria-hidden />
      </ActionIcon>
    </>
  )
}

/** It looks so, and does nothing. */
const ended = { 'aria-disabled': true, 'data-disabled': true } as const

/** The same list with one of it at another place. */
export function moved<One>(list: readonly One[], from: number, to: number): readonly One[] {
  const one = list[from]
  return one === undefined ? list : list.toSpliced(from, 1).toSpliced(to, 0, one)
}
