import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { AnswerOf } from '../api-client.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import { CallError } from '../ui/call-error.tsx'
import c from './admin.module.css'
import { useTexts } from './language.ts'

export type FoundCustomer = AnswerOf<'GET /api/customers'>['items'][number]

/** Looks for a customer by name or address; each who is found stands with what can be done. */
export function CustomerPicker({ act }: { act: (one: FoundCustomer) => ReactNode }) {
  const { byHand, people } = useTexts()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const query = useQuery({
    ...read('GET /api/customers', { query: { query: wanted, limit: 8 } }),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  })
  return (
    <div className="stack">
      <TextInput
        type="search"
        label={byHand.search}
        leftSection={<IconSearch size={14} aria-hidden />}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {query.error && <CallError error={query.error} onRetry={() => void query.refetch()} />}
      {wanted !== '' && query.data && (
        <ul className={c.picks} aria-live="polite">
          {query.data.items.map((one) => (
            <li key={one.id} className="row">
              <span className="grow">
                <bdi className="strong">{one.name}</bdi>
                <span className={c.pickAddress}>
                  {one.address === null ? (
                    <span className="quiet">{people.noAddress}</span>
                  ) : (
                    <Address value={one.address} size="sm" />
                  )}
                </span>
              </span>
              {act(one)}
            </li>
          ))}
          {query.data.items.length === 0 && <li className="quiet">{byHand.nobody}</li>}
        </ul>
      )}
    </div>
  )
}
