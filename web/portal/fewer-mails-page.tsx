import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { GuestShell } from '../sign-in/guest-shell.tsx'
import { isGone } from '../sign-in/link-gone.tsx'
import { CallError } from '../ui/call-error.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useTexts } from './door-texts.ts'

const routeName = 'GET /api/help/fewer-mails/{token}'

/** Whoever got a mail about a request says that they want no more of these. */
export function FewerMailsPage() {
  const { fewerMails: words } = useTexts()
  const { token } = useParams({ from: paths.fewerMails })
  const client = useQueryClient()
  const wanted = read(routeName, { params: { token } })
  const query = useQuery(wanted)
  const act = useMutation({
    mutationFn: () => call('POST /api/help/fewer-mails/{token}', { params: { token } }),
    onSuccess: () => client.invalidateQueries({ queryKey: wanted.queryKey }),
  })
  if (isGone(query.error)) {
    return (
      <GuestShell title={words.goneTitle} lead={words.goneLead}>
        <p>
          <Link to={paths.home}>{words.home}</Link>
        </p>
      </GuestShell>
    )
  }
  if (!query.data) {
    return (
      <GuestShell title={words.title}>
        <Loaded query={query}>{() => null}</Loaded>
      </GuestShell>
    )
  }
  const { key, muted } = query.data
  return muted ? (
    <GuestShell title={words.doneTitle(key)} lead={words.doneLead}>
      <p>
        <Link to={paths.request} params={{ requestKey: key }}>
          {words.toRequest}
        </Link>
      </p>
    </GuestShell>
  ) : (
    <GuestShell title={words.ask(key)} lead={words.lead}>
      {act.error && <CallError error={act.error} />}
      <Button size="md" fullWidth loading={act.isPending} onClick={() => act.mutate()}>
        {words.act}
      </Button>
    </GuestShell>
  )
}
