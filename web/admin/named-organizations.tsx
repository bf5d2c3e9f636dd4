import { ActionIcon, Button, Input, TextInput } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import admin from './admin.module.css'
import { usePortalTexts } from './portal-texts.ts'
import c from './portals.module.css'

interface Named {
  readonly id: string
  readonly name: string
}

interface Props {
  readonly named: readonly Named[]
  readonly mayChange: boolean
  readonly error: string | undefined
  onChange(named: readonly Named[]): void
}

/** The organizations that a portal names: looked for by how their names begin, put in and taken out. */
export function NamedOrganizations({ named, mayChange, error, onChange }: Props) {
  const words = usePortalTexts()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const query = useQuery({
    ...read('GET /api/organizations', { query: { name: wanted, limit: 8 } }),
    enabled: wanted !== '' && mayChange,
    placeholderData: keepPreviousData,
  })
  const found = (query.data?.items ?? []).filter(({ id }) => !named.some((one) => one.id === id))
  return (
    <fieldset className={admin.plain}>
      <Input.Wrapper
        label={words.fields.organizations}
        labelElement="div"
        description={words.organizationsHint}
        error={error}
      >
        <div className="stack">
          {named.length > 0 && (
            <ul className={c.named}>
              {named.map(({ id, name }) => (
                <li key={id} className={c.name}>
                  <bdi>{name}</bdi>
                  {mayChange && (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size="sm"
                      aria-label={words.takeOut(name)}
                      onClick={() => onChange(named.filter((one) => one.id !== id))}
                    >
                      <IconX size={13} aria-hidden />
                    </ActionIcon>
                  )}
                </li>
              ))}
            </ul>
          )}
          {mayChange && (
            <TextInput
              type="search"
              aria-label={words.findOrganization}
              placeholder={words.findOrganization}
              leftSection={<IconSearch size={14} aria-hidden />}
              maxLength={200}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {query.error && <CallError error={query.error} onRetry={() => void query.refetch()} />}
          {wanted !== '' && query.data && (
            <ul className={admin.picks} aria-live="polite">
              {found.map(({ id, name }) => (
                <li key={id} className="row">
                  <bdi className="grow">{name}</bdi>
                  <Button
                    variant="default"
                    size="compact-xs"
                    aria-label={words.putIn(name)}
                    onClick={() => {
                      onChange([...named, { id, name }])
                      setText('')
                    }}
                  >
                    {words.put}
                  </Button>
                </li>
              ))}
              {found.length === 0 && <li className="quiet">{words.noOrganization}</li>}
            </ul>
          )}
        </div>
      </Input.Wrapper>
    </fieldset>
  )
}
