import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, type RefObject, useState } from 'react'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Address } from '../ui/address.tsx'
import c from './console.module.css'
import { useConsoleTexts } from './console-texts.ts'
import { type QueueSearch, withChange } from './queue-search.ts'

/** As `queue-keys.ts` has it. */
const findKey = '/'
const keyPattern = /^[a-z][a-z0-9]{1,9}-\d+$/i

interface Props {
  readonly field: RefObject<HTMLInputElement | null>
  readonly search: QueueSearch
}

/** A number leads to its request; words to where they stand; a name or address to the requests of whom it is. */
export function FindBox({ field, search }: Props) {
  const { queue } = useConsoleTexts()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const isKey = keyPattern.test(wanted)
  const query = useQuery({
    ...read('GET /api/customers', { query: { query: wanted, limit: 6 } }),
    enabled: wanted.length > 1 && !isKey,
    placeholderData: keepPreviousData,
  })
  const found = wanted.length > 1 && !isKey ? query.data?.items : undefined
  const show = (requesterId: string) => {
    setText('')
    void navigate({ to: paths.queue, search: { requesterId, state: 'all' } })
  }
  const findWords = () => {
    setText('')
    void navigate({ to: paths.queue, search: withChange(search, { query: wanted }) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isKey) void navigate({ to: paths.consoleRequest, params: { requestKey: wanted.toUpperCase() } })
    else if (wanted !== '') findWords()
  }
  return (
    <search className={c.find}>
      <form onSubmit={submit}>
        <TextInput
          ref={field}
          type="search"
          size="xs"
          aria-label={queue.search}
          placeholder={queue.searchHint}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={<kbd aria-hidden>{findKey}</kbd>}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
        />
      </form>
      {found && (
        <div className={c.found} aria-live="polite">
          <button type="button" onClick={findWords}>
            {queue.searchWords(wanted)}
          </button>
          {found.map(({ id, name, address }) => (
            <button key={id} type="button" aria-label={queue.searchShow(name)} onClick={() => show(id)}>
              <bdi className="strong">{name}</bdi>
              {address !== null && <Address value={address} size="sm" />}
            </button>
          ))}
        </div>
      )}
    </search>
  )
}
