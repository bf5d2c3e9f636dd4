import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { Card } from '../ui/card.tsx'
import { fieldErrors } from '../ui/field-errors.ts'
import layout from '../ui/layout.module.css'
import { Lines } from '../ui/loaded.tsx'
import { textOf } from '../ui/submit.ts'
import { Table } from '../ui/table.tsx'
import { useTexts } from './language.ts'

/** What happens to somebody on each way in, and by which rule. The address stands in the URL, to be shown to others. */
export function AccessSimulator() {
  const { access, errors } = useTexts()
  const { email } = useSearch({ from: paths.access })
  const navigate = useNavigate()
  const query = useQuery({
    ...read('GET /api/access-policy/answers', { query: { address: email ?? '' } }),
    enabled: email !== undefined,
  })
  const { errorOf, otherError } = fieldErrors(query.error, errors)
  return (
    <Card title={access.simulator}>
      <form
        className={layout.inline}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const asked = textOf(new FormData(event.currentTarget), 'address')
          void navigate({ to: paths.access, search: asked === '' ? {} : { email: asked } })
        }}
      >
        <TextInput
          name="address"
          type="email"
          label={access.address}
          placeholder={access.addressHint}
          defaultValue={email ?? ''}
          maxLength={254}
          error={errorOf('address')}
        />
        <Button type="submit" size="sm" variant="default">
          {access.ask}
        </Button>
      </form>
      <p className="quiet">{access.simulatorWhy}</p>
      {query.isLoading && <Lines />}
      {otherError && <CallError error={otherError} />}
      {query.data && (
        <Table
          label={access.simulator}
          items={query.data.items}
          keyOf={({ channel }) => channel}
          columns={[
            { head: access.channel, cell: ({ channel }) => access.channels[channel] },
            {
              head: access.outcome,
              cell: ({ outcome }) => <span className="strong">{access.outcomes[outcome]}</span>,
            },
            { head: access.why, cell: ({ reason, by }) => access.reasons[reason](by ?? '') },
          ]}
          asLines
        />
      )}
    </Card>
  )
}
