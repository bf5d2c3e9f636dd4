import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { useTexts } from './language.ts'

type Group = AnswerOf<'GET /api/directories/{directoryId}/groups'>['items'][number]

/** The organizations that a group feeds. */
export function Fed({ group: { organizations, waits } }: { group: Pick<Group, 'organizations' | 'waits'> }) {
  const { groups } = useTexts()
  if (organizations.length === 0)
    return <span className="quiet">{waits ? groups.waits : groups.nothing}</span>
  return (
    <span className="row wrap">
      {organizations.map(({ id, name }) => (
        <Link key={id} to={paths.organization} params={{ organizationId: id }}>
          <bdi>{name}</bdi>
        </Link>
      ))}
    </span>
  )
}
