import { Button, Input, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import c from './admin.module.css'
import { useTexts } from './language.ts'

interface Organization {
  readonly id: string
  readonly name: string
}

interface Props {
  /** The id of the one that is chosen at first; empty: none. */
  readonly begins: string
  readonly error: string | undefined
}

/** One organization of however many, found by how its name begins; the form gets `organizationId`. */
export function OrganizationField({ begins, error }: Props) {
  const { inviting } = useTexts()
  const [chosen, setChosen] = useState<Organization | 'given' | undefined>(
    begins === '' ? undefined : 'given',
  )
  const given = useQuery({
    ...read('GET /api/organizations/{organizationId}', { params: { organizationId: begins } }),
    enabled: chosen === 'given',
  })
  const one = chosen === 'given' ? given.data : chosen
  if (!one) return <Search error={error} onChoose={setChosen} />
  return (
    <Input.Wrapper label={inviting.organization} labelElement="div" error={error}>
      <input type="hidden" name="organizationId" value={one.id} />
      <div className="row">
        <bdi className="strong grow">{one.name}</bdi>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={inviting.leaveOut(one.name)}
          onClick={() => setChosen(undefined)}
        >
          {inviting.other}
        </Button>
      </div>
    </Input.Wrapper>
  )
}

function Search({
  error,
  onChoose,
}: {
  error: string | undefined
  onChoose: (organization: Organization) => void
}) {
  const { inviting } = useTexts()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const query = useQuery({
    ...read('GET /api/organizations', { query: { name: wanted, limit: 8 } }),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  })
  return (
    <div className="stack">
      <TextInput
        type="search"
        label={inviting.organization}
        description={inviting.organizationHint}
        leftSection={<IconSearch size={14} aria-hidden />}
        autoComplete="off"
        maxLength={200}
        value={text}
        error={error}
        onChange={(event) => setText(event.currentTarget.value)}
        // What is typed here chooses nothing by itself, and sends nothing.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {query.error && <CallError error={query.error} onRetry={() => void query.refetch()} />}
      {wanted !== '' && query.data && (
        <ul className={c.picks} aria-live="polite">
          {query.data.items.map(({ id, name }) => (
            <li key={id} className="row">
              <bdi className="strong grow">{name}</bdi>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={inviting.chooseWhat(name)}
                onClick={() => onChoose({ id, name })}
              >
                {inviting.choose}
              </Button>
            </li>
          ))}
          {query.data.items.length === 0 && <li className="quiet">{inviting.noSuchOrganization}</li>}
        </ul>
      )}
    </div>
  )
}
