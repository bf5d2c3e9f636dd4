import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'
import { decisionText } from './decision-text.ts'
import { useTexts } from './language.ts'

type Rule = AnswerOf<'GET /api/directories/{directoryId}/case-rules'>['items'][number]

/** What is decided about a directory's cases without anybody being asked; nothing where everything is asked. */
export function CaseRules({ directoryId }: { directoryId: string }) {
  const { cases } = useTexts()
  const mayDecide = useMay()('cases.decide')
  const client = useQueryClient()
  const params = { directoryId }
  const query = useQuery(read('GET /api/directories/{directoryId}/case-rules', { params }))
  const act = useMutation({
    mutationFn: ({ kind }: Rule) =>
      call('DELETE /api/directories/{directoryId}/case-rules/{kind}', { params: { ...params, kind } }),
    onSuccess: () => client.invalidateQueries(),
  })
  if (query.data?.items.length === 0) return null
  return (
    <Card title={cases.rules}>
      <Loaded query={query}>
        {({ items }) => (
          <Table
            label={cases.rules}
            items={items}
            keyOf={({ kind }) => kind}
            asLines
            columns={[
              { head: cases.kind, cell: ({ kind }) => <span className="strong">{cases.kinds[kind]}</span> },
              { head: cases.outcome, cell: ({ kind, decision }) => decisionText(cases, kind, decision) },
              { head: cases.since, cell: ({ setAt }) => <When at={setAt} /> },
              {
                head: cases.askAgain,
                isAct: true,
                cell: (rule) =>
                  mayDecide && (
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-xs"
                      loading={act.isPending && act.variables?.kind === rule.kind}
                      onClick={() => act.mutate(rule)}
                    >
                      {cases.askAgain}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      {act.error && <CallError error={act.error} />}
    </Card>
  )
}
