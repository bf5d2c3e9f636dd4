import { Link } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { Address } from '../ui/address.tsx'
import { SourceChip } from '../ui/source-chip.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'

type Customer = AnswerOf<'GET /api/customers'>['items'][number]

/** Customers, each with the whole address. */
export function CustomerTable({ items }: { items: readonly Customer[] }) {
  const { people, shell } = useTexts()
  return (
    <Table
      label={shell.people}
      items={items}
      keyOf={({ id }) => id}
      asLines
      columns={[
        {
          head: people.person,
          cell: ({ id, name, address, addresses }) => (
            <>
              <Link className="strong" to={paths.person} params={{ customerId: id }}>
                <bdi>{name}</bdi>
              </Link>
              <div>
                {address === null ? (
                  <span className="quiet">{people.noAddress}</span>
                ) : (
                  <Address
                    value={address}
                    size="sm"
                    standing={addresses.find((one) => one.address === address)?.standing ?? 'claimed'}
                  />
                )}
              </div>
            </>
          ),
        },
        {
          head: people.managedBy,
          cell: ({ directory }) =>
            directory ? (
              <SourceChip kind="directory" name={directory.name} />
            ) : (
              <span className="quiet">{people.unmanaged}</span>
            ),
        },
        {
          head: people.state,
          cell: ({ active }) => (active ? people.active : <span className="quiet">{people.inactive}</span>),
        },
        { head: people.changed, cell: ({ updatedAt }) => <When at={updatedAt} /> },
      ]}
    />
  )
}
