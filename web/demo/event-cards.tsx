import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { DemoTexts } from '../texts/en-demo.ts'
import { Card } from '../ui/card.tsx'
import { Confirm } from '../ui/confirm.tsx'
import c from './demo.module.css'
import type { Company, Wish } from './demo-page.tsx'
import { useDemoTexts } from './demo-texts.ts'

type Event = Wish['event']

const ofPeople = ['hire', 'marry', 'move-team', 'dismiss', 'restore'] as const
const ofGroups = ['rename-group', 'empty-group', 'delete-many', 'rotate-certificate'] as const
const ofMails = ['mail-own', 'mail-look-alike', 'mail-former', 'mail-forged'] as const

interface Props {
  readonly company: Company
  readonly person: Company['people'][number] | undefined
  readonly isPending: boolean
  readonly isLapsed: boolean
  onAct(wish: Omit<Wish, 'company'>): void
  onReset(): void
}

type Person = Company['people'][number]
type Group = Company['groups'][number]

/** Why an event cannot happen now; undefined: it can. */
function hindrance(
  words: DemoTexts['hindrances'],
  event: Event,
  { people, groups }: Company,
  person: Person | undefined,
  group: Group | undefined,
): string | undefined {
  const here = people.filter(({ active }) => active)
  const ofSomebody = () => {
    if (person && !person.active) return words.left(person.name)
    return here.length === 0 ? words.nobodyThere : undefined
  }
  switch (event) {
    case 'restore':
      if (person?.active) return words.present(person.name)
      return here.length === people.length ? words.nobodyLeft : undefined
    case 'move-team':
      return groups.length < 2 ? words.oneTeam : ofSomebody()
    case 'mail-former':
      if (person?.formerAddresses.length === 0) return words.notMarried(person.name)
      if (here.every(({ formerAddresses }) => formerAddresses.length === 0)) return words.nobodyMarried
      return ofSomebody()
    case 'empty-group':
      if (group?.members === 0) return words.emptyGroup
      return groups.every(({ members }) => members === 0) ? words.emptyGroups : undefined
    case 'delete-many':
      return here.length === 0 ? words.nobodyThere : undefined
    case 'marry':
    case 'dismiss':
    case 'mail-own':
    case 'mail-look-alike':
    case 'mail-forged':
      return ofSomebody()
    default:
      return undefined
  }
}

/** A share that is as large as the server's. */
const shareOf = (people: Company['people']) => Math.ceil(people.filter(({ active }) => active).length * 0.4)

/** A button for each event, and what comes of it. */
export function EventCards({ company, person, isPending, isLapsed, onAct, onReset }: Props) {
  const words = useDemoTexts()
  const [group, setGroup] = useState('')
  const [isAsked, setAsked] = useState(false)
  const someone = person && { person: person.key }
  const groupKey = company.groups.some(({ key }) => key === group) ? group : ''
  const some = groupKey === '' ? {} : { group: groupKey }
  const chosenGroup = company.groups.find(({ key }) => key === groupKey)
  const buttons = (events: readonly Event[], wish: object = {}) => (
    <ul className={c.events}>
      {events.map((event) => {
        const why = hindrance(words.hindrances, event, company, person, chosenGroup)
        return (
          <li key={event}>
            <Button
              variant="default"
              disabled={isPending || why !== undefined}
              aria-describedby={`of-${event}`}
              onClick={() => (event === 'delete-many' ? setAsked(true) : onAct({ event, ...wish }))}
            >
              {words.events[event]}
            </Button>
            <span id={`of-${event}`} className="second small">
              {why ?? words.hints[event]}
            </span>
          </li>
        )
      })}
    </ul>
  )
  const many = shareOf(company.people)
  return (
    <>
      {company.provider && <Card title={words.ofPeople}>{buttons(ofPeople, someone)}</Card>}
      {company.provider && (
        <Card title={words.ofGroups}>
          <NativeSelect
            label={words.group}
            value={groupKey}
            onChange={({ currentTarget }) => setGroup(currentTarget.value)}
            data={[
              { value: '', label: words.whichever },
              ...company.groups.map(({ key, name, members }) => ({
                value: key,
                label: words.members(name, members),
              })),
            ]}
          />
          {buttons(ofGroups, some)}
        </Card>
      )}
      <Card title={words.ofMails}>{buttons(ofMails, someone)}</Card>
      <Card title={words.ofDesk}>
        {buttons([isLapsed ? 'renew' : 'lapse'])}
        <ul className={c.events}>
          <li>
            <Button variant="default" disabled={isPending} aria-describedby="of-reset" onClick={onReset}>
              {words.reset}
            </Button>
            <span id="of-reset" className="second small">
              {words.resetHint}
            </span>
          </li>
        </ul>
      </Card>
      {isAsked && (
        <Confirm
          title={words.sureTitle(company.name)}
          act={words.sureAct(many)}
          color="red"
          isPending={isPending}
          onAct={() => {
            setAsked(false)
            onAct({ event: 'delete-many' })
          }}
          onClose={() => setAsked(false)}
        >
          <p>{words.sure(many, company.name)}</p>
        </Confirm>
      )}
    </>
  )
}
