import { TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { paths } from '../paths.ts'
import { Address } from '../ui/address.tsx'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Scroller } from '../ui/scroller.tsx'
import c from './demo.module.css'
import type { Company } from './demo-page.tsx'
import { useDemoTexts } from './demo-texts.ts'

type Person = Company['people'][number]

interface Props {
  readonly company: Company
  /** The key of whoever an event is to happen to. */
  readonly chosen: string | undefined
  onChoose(key: string | undefined): void
}

/** The people of a company as its provider knows them, one of whom may be chosen. */
export function CompanyPeople({ company, chosen, onChoose }: Props) {
  const words = useDemoTexts()
  const [looked, setLooked] = useState('')
  const { name, provider, people } = company
  const word = looked.trim().toLowerCase()
  const found = people.filter((person) =>
    [person.name, person.address, person.department ?? ''].some((text) => text.toLowerCase().includes(word)),
  )
  const who = people.find(({ key }) => key === chosen)
  return (
    <Card
      title={name}
      flush
      aside={
        provider && (
          <Link className="small" to={paths.directory} params={{ directoryId: provider.directoryId }}>
            {words.directory}
          </Link>
        )
      }
    >
      <div className={c.about}>
        <p className="second small">
          <Address value={company.domain} size="sm" />
          {' · '}
          {provider
            ? words.facts(
                words.presets[provider.preset] ?? provider.preset,
                words.protocols[provider.protocol],
              )
            : words.noProvider}
        </p>
        {provider && (
          <p className="quiet small">
            {provider.audience === 'staff' ? words.signInStaffHint : words.signInHint}
          </p>
        )}
        <TextInput
          type="search"
          aria-label={words.find}
          placeholder={words.find}
          value={looked}
          onChange={({ currentTarget }) => setLooked(currentTarget.value)}
        />
      </div>
      <Scroller className={c.people} label={words.peopleOf(name)}>
        {found.length === 0 ? (
          <div className={c.about}>
            <EmptyState title={words.nobody(looked.trim())}>{words.nobodyWhy}</EmptyState>
          </div>
        ) : (
          <ul>
            {found.map((person) => (
              <Row
                key={person.key}
                person={person}
                group={company.id}
                isChosen={person.key === chosen}
                onChoose={() => onChoose(person.key)}
              />
            ))}
          </ul>
        )}
      </Scroller>
      <div className={c.chosen} role="status">
        <span>{who ? words.chosen(who.name) : words.noneChosen}</span>
        {who && (
          <button type="button" className="link small" onClick={() => onChoose(undefined)}>
            {words.letGo}
          </button>
        )}
      </div>
    </Card>
  )
}

function Row({
  person,
  group,
  isChosen,
  onChoose,
}: {
  person: Person
  group: string
  isChosen: boolean
  onChoose(): void
}) {
  const words = useDemoTexts()
  const id = useId()
  const { name, address, department, active, formerAddresses, waits, signInUrl } = person
  return (
    <li className={c.row} data-chosen={isChosen}>
      <input type="radio" id={id} name={`person-of-${group}`} checked={isChosen} onChange={onChoose} />
      <label htmlFor={id}>
        <span className="strong">
          <bdi>{name}</bdi>
        </span>
        <span className="quiet small">
          {[department, active ? '' : words.left].filter(Boolean).join(' · ')}
        </span>
        <Address value={address} size="sm" />
        {waits && <span className="second small">{words.addressWaits}</span>}
        {formerAddresses.map((former) => (
          <span key={former} className="quiet small">
            {`${words.formerly} `}
            <Address value={former} size="sm" />
          </span>
        ))}
      </label>
      {signInUrl && (
        <a href={signInUrl} target="_blank" rel="noreferrer" className="small">
          <span aria-hidden>{words.signInAs}</span>
          <span className="sr">{words.signInAsWho(name)}</span>
        </a>
      )}
    </li>
  )
}
