import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import type { Texts } from '../texts/en.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { SourceChip } from '../ui/source-chip.tsx'
import { When } from '../ui/when.tsx'
import c from './admin.module.css'
import { HandOvers } from './hand-overs.tsx'
import { useTexts } from './language.ts'
import { PersonActs } from './person-acts.tsx'
import { PersonCases } from './person-cases.tsx'
import { PersonMerges } from './person-merge.tsx'
import { PersonSessions } from './person-sessions.tsx'
import { PersonWays } from './person-ways.tsx'
import { OneSource } from './sources.tsx'
import { Timeline } from './timeline.tsx'

type Person = AnswerOf<'GET /api/customers/{customerId}'>

/** One customer: who it is, why we believe it, and what happened. */
export function PersonPage() {
  const { shell, people } = useTexts()
  const { customerId } = useParams({ from: paths.person })
  const query = useQuery(read('GET /api/customers/{customerId}', { params: { customerId } }))
  const { data } = query
  return (
    <Page
      title={data?.name ?? people.person}
      crumb={<Link to={paths.people}>{shell.people}</Link>}
      actions={data && <PersonActs person={data} />}
      sub={data && subOf(data, people)}
    >
      {data?.mergedInto != null && (
        <Notice
          tone="flat"
          title={people.merged}
          action={
            <Link to={paths.person} params={{ customerId: data.mergedInto }}>
              {people.toSurvivor}
            </Link>
          }
        >
          {people.mergedWhy}
        </Notice>
      )}
      <PersonCases customerId={customerId} />
      <Loaded query={query}>{(person) => <Person person={person} />}</Loaded>
    </Page>
  )
}

function subOf({ active, erasedAt, deactivatedHere }: Person, people: Texts['people']): string {
  if (erasedAt !== null) return people.erased
  if (deactivatedHere) return people.deactivatedHere
  return active ? people.active : people.inactiveWhy
}

function Person({ person }: { person: Person }) {
  const { people } = useTexts()
  const may = useMay()
  return (
    <div className={c.two}>
      <div className={c.column}>
        <Account person={person} />
        {may('audit.read') && <PersonSessions person={person} />}
        {may('audit.read') && <PersonWays person={person} />}
        {may('audit.read') && (
          <Card title={people.timeline} flush>
            <Timeline subject={person.id} />
          </Card>
        )}
      </div>
      <div className={c.column}>
        <Addresses person={person} />
        <Memberships person={person} />
        <PersonMerges person={person} />
        {may('requests.read') && <HandOvers person={person} />}
      </div>
    </div>
  )
}

function Account({ person }: { person: Person }) {
  const { people, addresses: addressWords, yes, no } = useTexts()
  const { address, addresses, directory, users, createdAt, requestCount, details } = person
  const standing = addresses.find((one) => one.address === address)?.standing
  return (
    <Card title={people.account}>
      <KeyValue
        rows={[
          [
            people.address,
            address === null ? (
              people.noAddress
            ) : (
              <Address
                key="address"
                value={address}
                {...(standing ? { standing } : {})}
                {...(directory ? { by: directory.name } : {})}
              />
            ),
          ],
          [
            people.managedBy,
            directory ? (
              <SourceChip key="directory" kind="directory" name={directory.name} />
            ) : (
              people.unmanaged
            ),
          ],
          ...users.map(
            ({ userName, otherEmails, active, directory: { name } }) =>
              [
                people.userIn(name),
                <div key={name}>
                  {userName === null ? people.noUserName : <Address value={userName} />}
                  {!active && `, ${people.inactive}`}
                  {otherEmails.length > 0 && (
                    <div className="small quiet">
                      {addressWords.others}{' '}
                      {otherEmails.map((email) => (
                        <div key={email}>
                          <Address value={email} size="sm" />
                        </div>
                      ))}
                    </div>
                  )}
                </div>,
              ] as const,
          ),
          ...details.map(
            ({ label, value }) =>
              [label, typeof value === 'boolean' ? (value ? yes : no) : (value ?? people.notSaid)] as const,
          ),
          [people.requests, people.requestCount(requestCount)],
          [people.since, <When key="since" at={createdAt} />],
        ]}
      />
    </Card>
  )
}

function Addresses({ person: { formerAddresses } }: { person: Person }) {
  const { people } = useTexts()
  return (
    <Card title={people.formerAddresses}>
      {formerAddresses.length === 0 ? (
        <p className="quiet">{people.noFormerAddress}</p>
      ) : (
        <ul className="stack">
          {formerAddresses.map(({ address, until }) => (
            <li key={`${address} ${until}`}>
              <Address value={address} size="sm" />
              <div className="small quiet">
                {people.until} <When at={until} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Memberships({ person: { memberships } }: { person: Person }) {
  const { shell, people } = useTexts()
  return (
    <Card title={shell.organizations}>
      {memberships.length === 0 ? (
        <p className="quiet">{people.noOrganization}</p>
      ) : (
        <ul className="stack">
          {memberships.map(({ organization, source }) => (
            <li
              key={`${organization.id} ${source.kind} ${source.group?.id} ${source.domain}`}
              className="row wrap"
            >
              <Link to={paths.organization} params={{ organizationId: organization.id }}>
                {organization.name}
              </Link>
              <OneSource {...source} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
