import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { useTexts } from './language.ts'

interface Props {
  readonly directoryId: string
  readonly group: { readonly id: string; readonly externalId: string | null }
}

/** The role that a group of a directory of staff gives by its id. */
export function GivenRole({ directoryId, group: { id, externalId } }: Props) {
  const { employees, roles } = useTexts()
  const query = useQuery(read('GET /api/directories/{directoryId}/role-rules', { params: { directoryId } }))
  const found = query.data?.rules.find(({ group }) => group === externalId || group === id)
  return found ? (
    <span className="strong">{roles[found.role]}</span>
  ) : (
    <span className="quiet">{employees.rules.noRole}</span>
  )
}
