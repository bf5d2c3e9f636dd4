import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { paths } from '../paths.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { CustomerForm } from './customer-form.tsx'
import { ErasePerson } from './erase-person.tsx'
import { HandOver } from './hand-over.tsx'
import { useTexts } from './language.ts'
import { MergeWith } from './person-merge.tsx'
import { usePersonTexts } from './person-texts.ts'

type Person = AnswerOf<'GET /api/customers/{customerId}'>
type Act = 'deactivate' | 'reactivate' | 'release'

/**
 * What an administrator can do to this person as things are: a managed one is changed where they are managed, but for somebody of whom
 * the directory has said nothing, because only a sign-in made them.
 */
function actsOn({ directory, active, users, deactivatedHere }: Person): readonly Act[] {
  if (directory && active) return users.length === 0 ? ['deactivate'] : []
  if (directory) return deactivatedHere && users.length === 0 ? ['reactivate', 'release'] : ['release']
  return [active ? 'deactivate' : 'reactivate']
}

export function PersonActs({ person }: { person: Person }) {
  const { unmanaged, inviting } = useTexts()
  const { merging, erasing, handing } = usePersonTexts()
  const may = useMay()
  const [asked, setAsked] = useState<Act | 'change' | 'merge' | 'erase' | 'hand-over'>()
  if (person.erasedAt !== null) return null
  const close = () => setAsked(undefined)
  const hasRequests = !person.active && person.mergedInto === null && person.requestCount > 0
  const handOver = hasRequests && may('requests.change') && (
    <>
      <Button size="xs" variant="default" onClick={() => setAsked('hand-over')}>
        {handing.act}
      </Button>
      {asked === 'hand-over' && <HandOver person={person} onClose={close} />}
    </>
  )
  if (!may('customers.change')) return handOver
  return (
    <>
      {handOver}
      {!person.directory && (
        <Button size="xs" variant="default" onClick={() => setAsked('change')}>
          {unmanaged.change}
        </Button>
      )}
      {!person.directory && person.active && person.address !== null && (
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => (
            <Link
              to={paths.invitations}
              search={{ email: person.address ?? '', name: person.name }}
              {...props}
            />
          )}
        >
          {inviting.invite}
        </Button>
      )}
      {actsOn(person).map((act) => (
        <Button key={act} size="xs" variant="default" onClick={() => setAsked(act)}>
          {unmanaged.acts[act].button}
        </Button>
      ))}
      {person.mergedInto === null && (
        <Button size="xs" variant="default" onClick={() => setAsked('merge')}>
          {merging.act}
        </Button>
      )}
      {person.mergedInto === null && (
        <Button size="xs" variant="default" onClick={() => setAsked('erase')}>
          {erasing.act}
        </Button>
      )}
      {asked === 'erase' && <ErasePerson person={person} onClose={close} />}
      {asked === 'merge' && <MergeWith person={person} onClose={close} />}
      {asked === 'change' && <CustomerForm person={person} onClose={close} onDone={close} />}
      {asked !== undefined &&
        asked !== 'change' &&
        asked !== 'merge' &&
        asked !== 'erase' &&
        asked !== 'hand-over' && <Asked person={person} act={asked} onClose={close} />}
    </>
  )
}

function Asked({ person, act: kind, onClose }: { person: Person; act: Act; onClose: () => void }) {
  const { unmanaged } = useTexts()
  const client = useQueryClient()
  const proven = useRef<HTMLInputElement>(null)
  const words = unmanaged.acts[kind]
  const params = { customerId: person.id }
  const act = useMutation({
    mutationFn: () => {
      if (kind === 'deactivate') return call('POST /api/customers/{customerId}/deactivate', { params })
      if (kind === 'reactivate') return call('POST /api/customers/{customerId}/reactivate', { params })
      const body = { proven: proven.current?.checked ?? false }
      return call('POST /api/customers/{customerId}/release', { params, body })
    },
    onSuccess: () => {
      onClose()
      return client.invalidateQueries()
    },
  })
  return (
    <Confirm
      title={words.title(person.name)}
      act={words.button}
      {...(kind === 'deactivate' ? { color: 'red' } : {})}
      isPending={act.isPending}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <p>{words.effect}</p>
      {kind === 'deactivate' && person.directory && <p>{unmanaged.deactivateMade(person.directory.name)}</p>}
      {kind === 'deactivate' && <OpenSessions customerId={person.id} />}
      {kind === 'release' && (
        <Checkbox ref={proven} label={unmanaged.proven} description={unmanaged.provenHint} />
      )}
    </Confirm>
  )
}

/** What ends at once. */
function OpenSessions({ customerId }: { customerId: string }) {
  const { unmanaged } = useTexts()
  const mayRead = useMay()('audit.read')
  const params = { customerId }
  const { data } = useQuery({
    ...read('GET /api/customers/{customerId}/sessions', { params }),
    enabled: mayRead,
  })
  return data ? <p>{unmanaged.openSessions(data.items.length)}</p> : null
}
