import { Button } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import c from '../ui/layout.module.css'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { CustomerForm } from './customer-form.tsx'
import { CustomerTable } from './customer-table.tsx'
import { MoveDomain } from './domain-move.tsx'
import { useTexts } from './language.ts'

/** All customers of the site, and the search among them, also by former addresses. */
export function PeoplePage() {
  const { shell, people, unmanaged, inviting } = useTexts()
  const may = useMay()
  const [isAdding, setAdding] = useState(false)
  const { q } = useSearch({ from: paths.people })
  const navigate = useNavigate()
  const query = useInfiniteQuery({
    ...list('GET /api/customers', { query: q === undefined ? {} : { query: q } }),
    // The list stays in view while the next letters are looked for.
    placeholderData: keepPreviousData,
  })
  const search = (text: string) => {
    const wanted = text.trim()
    void navigate({ to: paths.people, search: wanted === '' ? {} : { q: wanted }, replace: true })
  }
  return (
    <Page
      title={shell.people}
      sub={people.sub}
      actions={
        <>
          <Download file="customers" what={shell.people} filters={{ query: q }} />
          {may('customers.change') && (
            <Button
              variant="default"
              leftSection={<IconUpload size={14} aria-hidden />}
              renderRoot={(props) => <Link to={paths.imports} {...props} />}
            >
              {shell.importing}
            </Button>
          )}
          {may('customers.change') && <MoveDomain variant="default" />}
          {may('customers.change') && (
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link to={paths.invitations} {...props} />}
            >
              {inviting.invite}
            </Button>
          )}
          {may('customers.change') && (
            <Button size="xs" onClick={() => setAdding(true)}>
              {unmanaged.add}
            </Button>
          )}
        </>
      }
    >
      {isAdding && (
        <CustomerForm
          onClose={() => setAdding(false)}
          onDone={(customerId) => void navigate({ to: paths.person, params: { customerId } })}
        />
      )}
      <search className={c.filters}>
        <SearchField label={people.search} hint={people.searchHint} value={q} onSearch={search} />
      </search>
      <Card flush>
        <Listed
          query={query}
          empty={
            q === undefined ? (
              <EmptyState
                title={people.none}
                action={<Link to={paths.directories}>{shell.directories}</Link>}
              >
                {people.noneWhy}
              </EmptyState>
            ) : (
              <EmptyState title={people.nobodyFound(q)}>{people.nobodyFoundWhy}</EmptyState>
            )
          }
        >
          {(items) => <CustomerTable items={items} />}
        </Listed>
      </Card>
    </Page>
  )
}
