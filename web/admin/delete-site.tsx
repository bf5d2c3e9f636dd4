import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { fieldErrors } from '../ui/field-errors.ts'
import { KeyValue } from '../ui/key-value.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { useLanguage, useTexts } from './language.ts'

/** For owners: what would go with the site, and the way to it. */
export function DeleteSite() {
  const { deletion } = useTexts()
  const [isAsked, setAsked] = useState(false)
  return (
    <Card title={deletion.title}>
      <p className="second">{deletion.lead}</p>
      <div>
        <Button color="red" variant="outline" onClick={() => setAsked(true)}>
          {deletion.button}
        </Button>
      </div>
      {isAsked && <Ask onClose={() => setAsked(false)} />}
    </Card>
  )
}

function Ask({ onClose }: { onClose: () => void }) {
  const { deletion, errors } = useTexts()
  const client = useQueryClient()
  const query = useQuery(read('GET /api/site/deletion'))
  const [confirm, setConfirm] = useState('')
  const act = useMutation({
    mutationFn: async () => call('POST /api/site/deletion', { body: { confirm } }),
    onSuccess: () => client.invalidateQueries(),
  })
  const { errorOf, otherError } = fieldErrors(act.error, errors)
  return (
    <Confirm
      title={deletion.ask}
      act={deletion.act}
      color="red"
      isPending={act.isPending}
      error={otherError}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {({ slug, counts, graceDays }) => (
          <>
            <p>{deletion.effect(graceDays)}</p>
            <Counts counts={counts} />
            <TextInput
              label={deletion.confirm(slug)}
              autoComplete="off"
              value={confirm}
              onChange={(event) => setConfirm(event.currentTarget.value)}
              error={errorOf('confirm') && deletion.wrong(slug)}
            />
          </>
        )}
      </Loaded>
    </Confirm>
  )
}

/** The server counts no further, except customers. */
const countedMax = 10_000

function Counts({ counts }: Pick<AnswerOf<'GET /api/site/deletion'>, 'counts'>) {
  const { texts, language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const { counted, orMore } = texts.deletion
  const upToMax = (count: number) =>
    count < countedMax ? number.format(count) : orMore(number.format(count))
  return (
    <KeyValue
      rows={[
        [counted.customers, number.format(counts.customers)],
        [counted.requests, upToMax(counts.requests)],
        [counted.organizations, upToMax(counts.organizations)],
        [counted.directories, upToMax(counts.directories)],
        [counted.staff, upToMax(counts.staff)],
      ]}
    />
  )
}
