import { Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useTexts } from './language.ts'

type Notices = AnswerOf<'GET /api/me/desk-notices'>

/** Of which requests an agent hears by mail; each choice is kept at once. */
export function DeskNotices() {
  const { deskNotices } = useTexts()
  const client = useQueryClient()
  const wanted = read('GET /api/me/desk-notices')
  const query = useQuery(wanted)
  const save = useMutation({
    mutationFn: (body: Notices) => call('POST /api/me/desk-notices', { body }),
    onSuccess: (saved) => client.setQueryData(wanted.queryKey, saved),
  })
  return (
    <Card title={deskNotices.title}>
      <p className="small quiet">{deskNotices.lead}</p>
      {save.error && <CallError error={save.error} />}
      <Loaded query={query}>
        {(chosen) =>
          (['newRequests', 'assignments', 'answers'] as const).map((what) => (
            <Checkbox
              key={what}
              label={deskNotices[what]}
              checked={(save.isPending ? save.variables : chosen)[what]}
              disabled={save.isPending}
              onChange={(event) => save.mutate({ ...chosen, [what]: event.currentTarget.checked })}
            />
          ))
        }
      </Loaded>
    </Card>
  )
}
