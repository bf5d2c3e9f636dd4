import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Table } from '../ui/table.tsx'
import { useTexts } from './language.ts'

type Brake = AnswerOf<'GET /api/directories/{directoryId}/brake'>

/** What a directory took away, and from whom: the evidence of a case about its brake. */
export function CaseBrake({ directoryId }: { directoryId: string }) {
  const { brake: words } = useTexts()
  const params = { directoryId }
  const query = useQuery(read('GET /api/directories/{directoryId}/brake', { params }))
  return (
    <Card title={words.who}>
      <Loaded query={query}>{(found) => <Losses found={found} directoryId={directoryId} />}</Loaded>
    </Card>
  )
}

function Losses({ found: { brakes, first }, directoryId }: { found: Brake; directoryId: string }) {
  const { brake: words, parting } = useTexts()
  return (
    <div className="stack">
      {brakes
        .filter(({ state }) => state === 'on')
        .map(({ organization, lost, before, engagedAt }) => (
          <p key={`${organization?.id} ${engagedAt}`}>{words.lost(lost, before, organization?.name)}</p>
        ))}
      {first.length === 0 ? (
        <p className="quiet">{words.nobody}</p>
      ) : (
        <>
          <Table
            label={words.who}
            items={first}
            keyOf={({ id }) => id}
            asLines
            columns={[
              {
                head: parting.person,
                cell: ({ id, name, address }) => (
                  <>
                    <Link to={paths.person} params={{ customerId: id }} className="strong">
                      <bdi>{name}</bdi>
                    </Link>
                    <div>
                      {address === null ? (
                        <span className="quiet">{parting.noAddress}</span>
                      ) : (
                        <Address value={address} size="sm" />
                      )}
                    </div>
                  </>
                ),
              },
              { head: words.lostWhat, cell: (one) => <Lost one={one} /> },
            ]}
          />
          <p className="small">{words.whoWhy}</p>
        </>
      )}
      <p>
        <Link to={paths.directory} params={{ directoryId }}>
          {words.exchanges}
        </Link>
      </p>
    </div>
  )
}

function Lost({ one: { isActive, membership, addressLost } }: { one: Brake['first'][number] }) {
  const { brake: words } = useTexts()
  const what = [
    isActive ? undefined : words.inactive,
    membership ? words.membership : undefined,
    addressLost ? words.addressLost : undefined,
  ]
  return <>{what.filter((text) => text !== undefined).join(', ')}</>
}
