import { Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useHelpTexts } from './help-texts.ts'

type Wishes = AnswerOf<'GET /api/help/mail-wishes'>

/** Of what somebody hears by mail who asks; each choice is kept at once. */
export function MailWishes() {
  const { account } = useHelpTexts()
  const client = useQueryClient()
  const wanted = read('GET /api/help/mail-wishes')
  const query = useQuery(wanted)
  const save = useMutation({
    mutationFn: (body: Wishes) => call('POST /api/help/mail-wishes', { body }),
    onSuccess: (saved) => client.setQueryData(wanted.queryKey, saved),
  })
  return (
    <Card title={account.mails}>
      <p className="small quiet">{account.mailsLead}</p>
      {save.error && <CallError error={save.error} />}
      <Loaded query={query}>
        {(chosen) =>
          (['opened', 'answers', 'resolved'] as const).map((what) => (
            <Checkbox
              key={what}
              label={account.mailsOf[what]}
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
