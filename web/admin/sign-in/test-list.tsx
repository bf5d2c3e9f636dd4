// Sign-ins that were tried out, each with the way to its report: for the administration, and for the set-up page.
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../set-up-texts.ts'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

export interface TestLine {
  readonly id: string
  readonly at: string
  /** Every check passed, and they would come in; passed, but; a check failed. */
  readonly came: 'good' | 'but' | 'bad'
  readonly says: string
  /** Who of the customer's own IT tried. */
  readonly by?: string | null
}

const shapes = { good: IconCircleCheck, but: IconAlertTriangle, bad: IconCircleX }

export function TestList({ items, way }: { items: readonly TestLine[]; way: (id: string) => ReactNode }) {
  const { signInTest: words } = useTexts()
  return (
    <Table
      label={words.tests}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: words.result,
          cell: ({ came, says, by }) => {
            const Shape = shapes[came]
            return (
              <>
                <span className="row">
                  <Shape size={16} aria-hidden />
                  <span>{says}</span>
                </span>
                {by && <div className="small quiet">{words.by(by)}</div>}
              </>
            )
          },
        },
        { head: words.tried, cell: ({ at }) => <When at={at} /> },
        { head: words.report, isAct: true, cell: ({ id }) => way(id) },
      ]}
    />
  )
}
