import { Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { usePersonTexts } from './person-texts.ts'

interface Props {
  readonly person: { readonly id: string; readonly name: string }
  onClose(): void
}

/** Erases a person after saying what goes; it cannot be undone, so the name is typed once more. */
export function ErasePerson({ person, onClose }: Props) {
  const { erasing: words } = usePersonTexts()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const [requestTexts, setRequestTexts] = useState(false)
  const params = { customerId: person.id }
  const query = useQuery(read('GET /api/customers/{customerId}/erasure', { params }))
  const isHad = query.data?.effects.some(({ code }) => code === 'directory-has-person') ?? false
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/customers/{customerId}/erasure', { params, body: { confirm: typed, requestTexts } }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.title(person.name)}
      act={words.act}
      color="red"
      isPending={act.isPending}
      isAllowed={query.data !== undefined && !isHad && typed.trim() === person.name.trim()}
      isDone={isHad}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {({ effects }) => (
          <ul>
            {effects.map(({ code, values }) => (
              <li key={`${code} ${JSON.stringify(values)}`}>{words.effects[code]?.(values) ?? code}</li>
            ))}
          </ul>
        )}
      </Loaded>
      {!isHad && (
        <>
          <Checkbox
            label={words.requestTexts}
            checked={requestTexts}
            onChange={(event) => setRequestTexts(event.currentTarget.checked)}
          />
          <TextInput
            label={words.typeName(person.name)}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </>
      )}
    </Confirm>
  )
}
