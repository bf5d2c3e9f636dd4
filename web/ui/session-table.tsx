import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTexts } from '../language.tsx'
import { Table } from './table.tsx'
import { When } from './when.tsx'

interface Session {
  readonly id: string
  /** The session that asks. */
  readonly current?: boolean
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly ip: string | null
  readonly userAgent: string | null
}

interface Props<One extends Session> {
  readonly label: string
  readonly items: readonly One[]
  /** By which door, where there are several. */
  readonly door?: { readonly head: string; readonly cell: (session: One) => ReactNode }
  /** Absent: whoever looks may end none. */
  readonly onEnd?: ((sessionId: string) => void) | undefined
  readonly isEnding: boolean
}

/** Where somebody is signed in: of staff, of a customer, and of a customer whom an administrator looks at. */
export function SessionTable<One extends Session>({ label, items, door, onEnd, isEnding }: Props<One>) {
  const { account } = useTexts()
  return (
    <Table
      label={label}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: account.where,
          cell: ({ ip, userAgent, current = false }) => (
            <>
              {current && <strong>{account.thisSession}</strong>}{' '}
              <span className="second">{[ip, userAgent].filter(Boolean).join(' · ')}</span>
            </>
          ),
        },
        ...(door ? [door] : []),
        { head: account.lastSeen, cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
        { head: account.opened, cell: ({ createdAt }) => <When at={createdAt} /> },
        {
          head: account.act,
          isAct: true,
          cell: ({ id, current = false }) =>
            onEnd &&
            !current && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                loading={isEnding}
                onClick={() => onEnd(id)}
              >
                {account.endSession}
              </Button>
            ),
        },
      ]}
    />
  )
}
