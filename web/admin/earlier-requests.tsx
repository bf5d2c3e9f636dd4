import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

export const earlierRequests = (organizationId: string) =>
  read('GET /api/organizations/{organizationId}/earlier-requests', { params: { organizationId } })

/** What members would see that they do not see now, before anybody lets them. */
export function EarlierRequests({ organizationId }: { organizationId: string }) {
  const { byHand } = useTexts()
  return (
    <Loaded query={useQuery(earlierRequests(organizationId))}>
      {({ members, hasMoreMembers, requests, hasMoreRequests, first }) =>
        members === 0 && !hasMoreMembers ? (
          <p role="status">{byHand.earlierNothing}</p>
        ) : (
          <Notice tone="warn" title={byHand.earlierMembers(members, hasMoreMembers)}>
            <p>{byHand.earlierRequests(requests, hasMoreRequests)}</p>
            <ul>
              {first.map((one) => (
                <li key={one.id}>
                  <bdi>{one.summary}</bdi> <When at={one.createdAt} />
                </li>
              ))}
            </ul>
          </Notice>
        )
      }
    </Loaded>
  )
}
