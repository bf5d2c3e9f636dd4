import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list, read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { DeleteOrganization } from './delete-organization.tsx'
import { useTexts } from './language.ts'
import { AddDomain, RemoveDomain } from './organization-domains.tsx'
import { OrganizationForm } from './organization-form.tsx'
import { AddPeople, TakeOut } from './organization-people.tsx'
import { Sources } from './sources.tsx'

/** Who belongs to an organization, and why. */
export function OrganizationPage() {
  const { shell, organizations, people, byHand, inviting } = useTexts()
  const may = useMay()
  const mayChange = may('organizations.change')
  const mayInvite = may('customers.change')
  const navigate = useNavigate()
  const [act, setAct] = useState<'change' | 'delete' | 'domain' | 'person'>()
  const [takenOut, setTakenOut] = useState<{ id: string; name: string }>()
  const [removed, setRemoved] = useState<string>()
  const close = () => setAct(undefined)
  const { organizationId } = useParams({ from: paths.organization })
  const given = { params: { organizationId } }
  const query = useQuery(read('GET /api/organizations/{organizationId}', given))
  const members = useInfiniteQuery(
    list('GET /api/organizations/{organizationId}/members', { ...given, query: {} }),
  )
  const organization = query.data
  return (
    <Page
      title={organization?.name ?? organizations.organization}
      crumb={<Link to={paths.organizations}>{shell.organizations}</Link>}
      sub={organization?.showsEarlier && byHand.showsEarlier}
      actions={
        mayChange &&
        organization && (
          <>
            {mayInvite && (
              <Button
                variant="default"
                size="xs"
                renderRoot={(props) => (
                  <Link to={paths.invitations} search={{ organization: organization.id }} {...props} />
                )}
              >
                {inviting.invite}
              </Button>
            )}
            <Button variant="default" size="xs" onClick={() => setAct('change')}>
              {byHand.change}
            </Button>
            <Button variant="default" size="xs" onClick={() => setAct('delete')}>
              {byHand.delete}
            </Button>
          </>
        )
      }
    >
      <Card
        title={organizations.sources}
        aside={
          mayChange && (
            <Button variant="default" size="compact-sm" onClick={() => setAct('domain')}>
              {byHand.addDomain}
            </Button>
          )
        }
      >
        <Loaded query={query}>
          {({ sources }) => (
            <div className="row wrap">
              <Sources sources={sources} />
              {mayChange &&
                sources.map(
                  ({ domain }) =>
                    domain !== null && (
                      <Button
                        key={domain}
                        variant="subtle"
                        color="gray"
                        size="compact-xs"
                        onClick={() => setRemoved(domain)}
                      >
                        {`${byHand.removeDomain}: ${domain}`}
                      </Button>
                    ),
                )}
            </div>
          )}
        </Loaded>
      </Card>
      <Card
        title={organizations.members}
        flush
        aside={
          mayChange && (
            <Button variant="default" size="compact-sm" onClick={() => setAct('person')}>
              {byHand.addPerson}
            </Button>
          )
        }
      >
        <Listed
          query={members}
          empty={<EmptyState title={organizations.noMember}>{organizations.noMemberWhy}</EmptyState>}
        >
          {(items) => (
            <Table
              label={organizations.members}
              items={items}
              keyOf={({ id }) => id}
              asLines
              columns={[
                {
                  head: people.person,
                  cell: ({ id, name, address }) => (
                    <>
                      <Link className="strong" to={paths.person} params={{ customerId: id }}>
                        <bdi>{name}</bdi>
                      </Link>
                      <div>
                        {address === null ? (
                          <span className="quiet">{people.noAddress}</span>
                        ) : (
                          <Address value={address} size="sm" />
                        )}
                      </div>
                    </>
                  ),
                },
                { head: organizations.because, cell: ({ sources }) => <Sources sources={sources} /> },
                { head: organizations.memberSince, cell: ({ since }) => <When at={since} /> },
                {
                  head: byHand.takeOut,
                  isAct: true,
                  cell: ({ id, name, sources }) =>
                    mayChange &&
                    sources.some(({ kind }) => kind === 'hand') && (
                      <Button
                        variant="subtle"
                        color="gray"
                        size="compact-xs"
                        aria-label={byHand.takeOutWhat(name)}
                        onClick={() => setTakenOut({ id, name })}
                      >
                        {byHand.takeOut}
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Listed>
      </Card>
      {act === 'change' && organization && (
        <OrganizationForm organization={organization} onClose={close} onDone={close} />
      )}
      {act === 'delete' && organization && (
        <DeleteOrganization
          organizationId={organizationId}
          name={organization.name}
          onClose={close}
          onDone={() => void navigate({ to: paths.organizations })}
        />
      )}
      {act === 'domain' && <AddDomain organizationId={organizationId} onClose={close} />}
      {act === 'person' && <AddPeople organizationId={organizationId} onClose={close} />}
      {takenOut && (
        <TakeOut organizationId={organizationId} person={takenOut} onClose={() => setTakenOut(undefined)} />
      )}
      {removed !== undefined && (
        <RemoveDomain
          organizationId={organizationId}
          domain={removed}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </Page>
  )
}
