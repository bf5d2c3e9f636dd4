import { IconEqual, IconEqualNot } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { paths } from '../paths.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { SourceChip } from '../ui/source-chip.tsx'
import { When } from '../ui/when.tsx'
import c from './cases.module.css'
import { useTexts } from './language.ts'

type Found = AnswerOf<'GET /api/cases/{caseId}'>
type Side = NonNullable<Found['sides']['customer']>

/** Both customers beside each other, as they are now; on a phone one value below the other. */
export function CaseSides({ found: { sides, user } }: { found: Found }) {
  const { cases } = useTexts()
  const { customer, otherCustomer } = sides
  const all = [otherCustomer, customer].filter((one) => one !== null)
  if (all.length === 0) return null
  // What is wanted is what is compared: it was not taken because the other one has it.
  const addressOf = (one: Side) =>
    (one.addresses[0]?.address ?? (one === customer ? user?.address : undefined))?.toLowerCase()
  const heads = otherCustomer && customer ? [cases.knownHere, cases.newHere] : [cases.knownHere]
  return (
    <Card title={cases.compare} flush>
      <Scroller className={c.scroll ?? ''} label={cases.compare}>
        <table className={c.sides} aria-label={cases.compare}>
          <thead>
            <tr>
              <td />
              {all.map((one, n) => (
                <th key={one.id} scope="col">
                  <span className="small quiet">{customer && !otherCustomer ? cases.newHere : heads[n]}</span>
                  <Link to={paths.person} params={{ customerId: one.id }}>
                    <bdi>{one.name}</bdi>
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row head={cases.address} all={all} isSame={(a, b) => addressOf(a) === addressOf(b)}>
              {(one) => <Addresses side={one} wanted={one === customer ? (user?.address ?? null) : null} />}
            </Row>
            <Row head={cases.name} all={all} isSame={(a, b) => a.name === b.name}>
              {({ name }) => <bdi>{name}</bdi>}
            </Row>
            <Row head={cases.managedBy} all={all} isSame={(a, b) => a.directory?.id === b.directory?.id}>
              {(one) => <Manager side={one} />}
            </Row>
            <Row head={cases.organizations} all={all} isSame={sameOrganizations}>
              {(one) => <Organizations side={one} />}
            </Row>
            <Row head={cases.requests} all={all}>
              {({ requests }) => requests}
            </Row>
            <Row head={cases.since} all={all}>
              {({ createdAt }) => <When at={createdAt} />}
            </Row>
          </tbody>
        </table>
      </Scroller>
    </Card>
  )
}

const idsOf = ({ organizations }: Side) =>
  organizations
    .map(({ id }) => id)
    .sort()
    .join()
const sameOrganizations = (a: Side, b: Side) => idsOf(a) === idsOf(b)

interface RowProps {
  readonly head: string
  readonly all: readonly Side[]
  readonly isSame?: (a: Side, b: Side) => boolean
  readonly children: (side: Side) => ReactNode
}

function Row({ head, all, isSame, children }: RowProps) {
  const { cases } = useTexts()
  const [first, second] = all
  const verdict = first && second && isSame ? isSame(first, second) : undefined
  return (
    <tr>
      <th scope="row">
        <span>{head}</span>
        {verdict !== undefined && (
          <span className={c.verdict} data-same={verdict}>
            {verdict ? <IconEqual size={14} aria-hidden /> : <IconEqualNot size={14} aria-hidden />}
            {verdict ? cases.same : cases.differs}
          </span>
        )}
      </th>
      {all.map((one) => (
        <td key={one.id} data-k={second ? one.name : undefined}>
          {children(one)}
        </td>
      ))}
    </tr>
  )
}

function Addresses({ side: { addresses, directory }, wanted }: { side: Side; wanted: string | null }) {
  const { cases } = useTexts()
  if (addresses.length === 0) {
    return (
      <span className="stack">
        <span className="quiet">{cases.noAddress}</span>
        {wanted !== null && (
          <span className="small">
            {cases.wanted} <Address value={wanted} size="sm" />
          </span>
        )}
      </span>
    )
  }
  return addresses.map(({ address, standing }) => (
    <Address
      key={address}
      value={address}
      standing={standing}
      {...(directory ? { by: directory.name } : {})}
    />
  ))
}

function Manager({ side: { directory, active } }: { side: Side }) {
  const { people } = useTexts()
  return (
    <span className="row wrap">
      {directory ? <SourceChip kind="directory" name={directory.name} /> : people.unmanaged}
      {!active && <span className="quiet">{people.inactive}</span>}
    </span>
  )
}

function Organizations({ side: { organizations } }: { side: Side }) {
  const { none } = useTexts()
  if (organizations.length === 0) return <span className="quiet">{none}</span>
  return (
    <ul className="stack">
      {organizations.map(({ id, name }) => (
        <li key={id}>
          <Link to={paths.organization} params={{ organizationId: id }}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  )
}
