import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { list } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Download } from '../ui/download.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Listed } from '../ui/listed.tsx'
import { Page } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { useAuditActions } from './audit-texts.ts'
import { useTexts } from './language.ts'
import { ActorName, Values } from './timeline.tsx'

/** Who did what to what, the newest first. */
export function AuditPage() {
  const { shell, audit } = useTexts()
  const actions = useAuditActions()
  const { subject } = useSearch({ from: paths.audit })
  const query = useInfiniteQuery(list('GET /api/audit', { query: subject ? { subject } : {} }))
  return (
    <Page
      title={shell.audit}
      actions={<Download file="audit" what={shell.audit} filters={{ subject }} />}
      sub={
        subject ? (
          <>
            {audit.ofOne} <code>{subject}</code>
            {'. '}
            <Link to={paths.audit}>{audit.all}</Link>
          </>
        ) : (
          audit.sub
        )
      }
    >
      <Card flush>
        <Listed query={query} empty={<EmptyState title={audit.nothing}>{audit.nothingWhy}</EmptyState>}>
          {(items) => (
            <Table
              label={shell.audit}
              items={items}
              keyOf={({ id }) => id}
              asLines
              columns={[
                {
                  head: audit.what,
                  cell: (event) => (
                    <>
                      <span className="strong">{actions[event.action] ?? event.action}</span>
                      <Values event={event} />
                    </>
                  ),
                },
                {
                  head: audit.subject,
                  cell: ({ subject: id, subjectKind }) => (
                    <>
                      {audit.subjects[subjectKind] ?? subjectKind}{' '}
                      <Link to={paths.audit} search={{ subject: id }}>
                        <code className="small">{id}</code>
                      </Link>
                    </>
                  ),
                },
                { head: audit.who, cell: (event) => <ActorName event={event} /> },
                { head: audit.when, cell: ({ at }) => <When at={at} /> },
              ]}
            />
          )}
        </Listed>
      </Card>
    </Page>
  )
}
