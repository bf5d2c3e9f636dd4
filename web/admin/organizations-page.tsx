import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useTexts } from './language.ts'
import { OrganizationForm } from './organization-form.tsx'
import { Sources } from './sources.tsx'

/** All organizations by name, with what feeds them. */
export function OrganizationsPage() {
  const { shell, organizations, byHand } = useTexts()
  const may = useMay()
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  const query = useInfiniteQuery(list('GET /api/organizations', { query: {} }))
  return (
    <Page
      title={shell.organizations}
      sub={organizations.sub}
      actions={
        <>
          <Download file="organizations" what={shell.organizations} />
          {may('organizations.change') && (
            <Button size="xs" onClick={() => setAdding(true)}>
              {byHand.add}
            </Button>
          )}
        </>
      }
    >
      {isAdding && (
        <OrganizationForm
          onClose={() => setAdding(false)}
          onDone={(organizationId) => void navigate({ to: paths.organization, params: { organizationId } })}
        />
      )}
      <Card flush>
        <Listed
          query={query}
          empty={<EmptyState title={organizations.none}>{organizations.noneWhy}</EmptyState>}
        >
          {(items) => (
            <Table
              label={shell.organizations}
              items={items}
              keyOf={({ id }) => id}
              asLines
              columns={[
                {
                  head: organizations.organization,
                  cell: ({ id, name }) => (
                    <Link className="strong" to={paths.organization} params={{ organizationId: id }}>
                      <bdi>{name}</bdi>
                    </Link>
                  ),
                },
                { head: organizations.sources, cell: ({ sources }) => <Sources sources={sources} /> },
                { head: organizations.since, cell: ({ createdAt }) => <When at={createdAt} /> },
              ]}
            />
          )}
        </Listed>
      </Card>
    </Page>
  )
}
