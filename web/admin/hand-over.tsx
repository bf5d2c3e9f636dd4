import { Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, call } from '../api-client.ts'
import { useMay } from '../me.ts'
import { read } from '../queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { ChooseCustomer } from './choose-customer.tsx'
import { usePersonTexts } from './person-texts.ts'

interface Person {
  readonly id: string
  readonly name: string
}
type Preview = AnswerOf<'GET /api/customers/{customerId}/hand-overs/preview/{colleagueId}'>

/** Chooses who goes on with the requests of somebody who left, and hands them over after showing which. */
export function HandOver({ person, onClose }: { person: Person; onClose: () => void }) {
  const { handing: words } = usePersonTexts()
  const [colleague, setColleague] = useState<Person>()
  if (colleague) return <AskHandOver person={person} colleague={colleague} onClose={onClose} />
  return (
    <ChooseCustomer
      words={{ ...words, title: words.title(person.name) }}
      isOffered={({ id, active }) => id !== person.id && active}
      onChoose={setColleague}
      onClose={onClose}
    />
  )
}

function AskHandOver({
  person,
  colleague,
  onClose,
}: {
  person: Person
  colleague: Person
  onClose: () => void
}) {
  const { handing: words } = usePersonTexts()
  const isAdministrator = useMay()('customers.change')
  const client = useQueryClient()
  const [withPrivate, setWithPrivate] = useState(false)
  const [confirm, setConfirm] = useState(false)
  const params = { customerId: person.id }
  const preview = useQuery(
    read('GET /api/customers/{customerId}/hand-overs/preview/{colleagueId}', {
      params: { ...params, colleagueId: colleague.id },
    }),
  )
  const { data } = preview
  const going = data === undefined ? 0 : data.total - (withPrivate ? 0 : data.private)
  const isKnown = data !== undefined && (data.organizations.length > 0 || (isAdministrator && confirm))
  const act = useMutation({
    mutationFn: () =>
      call('POST /api/customers/{customerId}/hand-overs', {
        params,
        body: { colleagueId: colleague.id, private: withPrivate, confirm },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Confirm
      title={words.confirm(person.name, colleague.name)}
      act={words.handOver}
      isPending={act.isPending}
      isAllowed={isKnown && going > 0}
      error={act.error}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <Loaded query={preview}>
        {(found) => (
          <div className="stack">
            <Requests preview={found} />
            {found.private > 0 &&
              (isAdministrator ? (
                <Checkbox
                  label={words.privateToo}
                  description={words.privateHint}
                  checked={withPrivate}
                  onChange={(event) => setWithPrivate(event.currentTarget.checked)}
                />
              ) : (
                <p className="quiet">{words.privateOnly}</p>
              ))}
            {found.organizations.length > 0 ? (
              <p>{words.colleagues(found.organizations.map(({ name }) => name).join(', '))}</p>
            ) : (
              <>
                <p>{words.strangers}</p>
                {isAdministrator ? (
                  <Checkbox
                    label={words.strangersAsk}
                    checked={confirm}
                    onChange={(event) => setConfirm(event.currentTarget.checked)}
                  />
                ) : (
                  <p className="quiet">{words.strangersOnly}</p>
                )}
              </>
            )}
          </div>
        )}
      </Loaded>
      <p className="second">{words.undoHint}</p>
    </Confirm>
  )
}

const shownMax = 10

function Requests({ preview }: { preview: Preview }) {
  const { handing: words } = usePersonTexts()
  if (preview.total === 0) return <p>{words.none}</p>
  return (
    <>
      <p>{words.goes(preview.total, preview.private)}</p>
      {preview.hasMore && <p className="quiet">{words.more}</p>}
      <ul>
        {preview.requests.slice(0, shownMax).map((one) => (
          <li key={one.id}>
            <bdi>{one.summary}</bdi>{' '}
            <span className="small quiet">
              {[
                ...one.organizations.map(({ name }) => words.sharedWith(name)),
                ...(one.private ? [words.private] : []),
              ].join(', ')}
            </span>
          </li>
        ))}
        {preview.total > shownMax && <li className="quiet">{words.others(preview.total - shownMax)}</li>}
      </ul>
    </>
  )
}
