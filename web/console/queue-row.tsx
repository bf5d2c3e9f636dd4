import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { Address } from '../ui/address.tsx'
import { When } from '../ui/when.tsx'
import { AssuranceShape } from './assurance.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import type { QueueRow } from './queue-queries.ts'
import type { QueueSearch } from './queue-search.ts'
import { useStatusName } from './status-pick.ts'

interface Props {
  readonly row: QueueRow
  readonly search: QueueSearch
  /** Beside a request there is no room for columns, and nothing is selected. */
  readonly isCompact?: boolean
  readonly isHere?: boolean
  readonly selection?: {
    readonly isSelected: boolean
    onSelect(isSelected: boolean): void
  }
}

/** One request of the queue: whose it is with the whole address, how sure that is, what it is about, and how long it waits. */
export function Row({ row, search, isCompact = false, isHere = false, selection }: Props) {
  const { queue, priorities } = useConsoleTexts()
  const statusName = useStatusName()
  const { key, requester, organizations, priority, assignee, portal } = row
  const { emailAddress, addressStanding } = requester
  const isNewest = search.sort === 'newest' || search.state !== undefined
  return (
    <li className={c.item} data-compact={isCompact} data-here={isHere}>
      {!isCompact && (
        <div className={c.tick}>
          {selection && (
            <Checkbox
              size="xs"
              aria-label={queue.select(key)}
              checked={selection.isSelected}
              onChange={(event) => selection.onSelect(event.currentTarget.checked)}
            />
          )}
        </div>
      )}
      <Link
        className={c.row}
        to={paths.consoleRequest}
        params={{ requestKey: key }}
        search={search}
        data-row={row.id}
        aria-current={isHere ? 'page' : undefined}
      >
        <AssuranceShape
          assurance={row.doubt?.level === 'suspect' ? { ...row.assurance, level: 'suspect' } : row.assurance}
        />
        <span className={c.who}>
          <span>
            <bdi className="strong">{requester.name}</bdi>
            {organizations.length > 0 && (
              <span className="quiet">{` · ${organizations.map(({ name }) => name).join(', ')}`}</span>
            )}
          </span>
          {emailAddress === '' ? (
            <span className="quiet small">{queue.noAddress}</span>
          ) : (
            <Address
              value={emailAddress}
              size="sm"
              {...(addressStanding === 'held' || addressStanding === 'none'
                ? {}
                : { standing: addressStanding })}
            />
          )}
          {!requester.active && <span className="bad small">{queue.inactive}</span>}
        </span>
        <span className={c.subject} data-new={row.status === 'open'}>
          <bdi>{row.summary}</bdi>
          {!isCompact && <span className="quiet small">{`${key} · ${portal.name}`}</span>}
        </span>
        <span className={c.where}>
          {isCompact && <span>{key}</span>}
          <span>{statusName(row)}</span>
          {(priority === 'urgent' || priority === 'high') && (
            <span className={c[priority]}>{priorities[priority]}</span>
          )}
          {!isCompact && (
            <bdi className={assignee ? undefined : 'quiet'}>{assignee?.name ?? queue.unassigned}</bdi>
          )}
        </span>
        <span className={c.since}>
          <span className="sr">{isNewest ? queue.newestAt : queue.waiting} </span>
          <When at={isNewest ? row.createdAt : row.waitingSince} inLink />
        </span>
      </Link>
    </li>
  )
}
