import type { ReactNode } from 'react'
import c from './layout.module.css'
import { Scroller } from './scroller.tsx'

interface Column<Item> {
  readonly head: string
  readonly cell: (item: Item) => ReactNode
  /** Right-aligned, digits below digits. */
  readonly isNumber?: true
  /** Holds buttons: its head is for screen readers alone. */
  readonly isAct?: true
}

interface Props<Item> {
  readonly label: string
  readonly columns: readonly Column<Item>[]
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  /** On a phone each fact has a line of its own, instead of two a line. */
  readonly asLines?: boolean
}

/** A table that becomes a list of cards on a phone. The first column names the row. */
export function Table<Item>({ label, columns, items, keyOf, asLines = false }: Props<Item>) {
  return (
    <Scroller className={c.scroll} label={label}>
      <table className={c.table} aria-label={label} data-fold data-lines={asLines}>
        <thead>
          <tr>
            {columns.map(({ head, isNumber, isAct }) => (
              <th key={head} scope="col" className={isNumber && 'num'}>
                {isAct ? <span className="sr">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map(({ head, cell, isNumber, isAct }, n) => (
                <td
                  key={head}
                  data-k={n === 0 || isAct ? undefined : `${head} `}
                  className={isNumber || isAct ? 'num' : undefined}
                >
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  )
}
