import { useInfiniteQuery } from '@tanstack/react-query'
import type { AnswerOf } from '../api-client.ts'
import type { Language } from '../language.tsx'
import { list } from '../queries.ts'
import type { Texts } from '../texts/en.ts'
import { Listed } from '../ui/listed.tsx'
import { exact, When } from '../ui/when.tsx'
import c from './admin.module.css'
import { useAuditActions } from './audit-texts.ts'
import { WithAddresses } from './effect-text.tsx'
import { useLanguage, useTexts } from './language.ts'

type Event = AnswerOf<'GET /api/audit'>['items'][number]

/** What happened to one subject, the newest first. */
export function Timeline({ subject }: { subject: string }) {
  const { audit } = useTexts()
  const actions = useAuditActions()
  const query = useInfiniteQuery(list('GET /api/audit', { query: { subject } }))
  return (
    <Listed query={query} empty={<p className="quiet">{audit.nothing}</p>}>
      {(events) => (
        <ol className={c.timeline}>
          {events.map((event) => (
            <li key={event.id}>
              <strong>{actions[event.action] ?? event.action}</strong>
              <span className="quiet">
                <ActorName event={event} />
                {' · '}
                <When at={event.at} />
              </span>
              <Values event={event} />
            </li>
          ))}
        </ol>
      )}
    </Listed>
  )
}

/** Who did it: a person, a directory, a command. */
export function ActorName({ event: { actor, directory } }: { event: Event }) {
  const { audit } = useTexts()
  const isDirectory = actor.kind === 'directory' || actor.kind === 'set-up'
  const name = isDirectory ? (directory?.name ?? actor.name) : actor.name
  return audit.actor(actor.kind, name, actor.apiKey)
}

/** What changed, from what to what, as far as it is still known. Identifiers of other things are left out. */
export function Values({ event: { details, values } }: { event: Event }) {
  const { texts, language } = useLanguage()
  const { facts, effects } = texts.audit
  const say: Say = {
    language,
    nameOf: (name) => facts[name] ?? name,
    wordOf: (word) => effects[word] ?? sentence(word, texts.exchanges.effect),
  }
  const shown = Object.entries({ ...gathered(details), ...values })
    .filter(([name]) => !/Id$/.test(name))
    .map(([name, value]) => [name, asText(value, say)] as const)
    .filter(([, text]) => text !== '')
  if (shown.length === 0) return null
  return (
    <dl className={c.values}>
      {shown.map(([name, text]) => (
        <div key={name}>
          <dt>{say.nameOf(name)}</dt>
          <dd>
            <WithAddresses text={text} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** An event that is one change tells it as `before` and `after`: they are one fact. */
function gathered({ before, after, ...rest }: Readonly<Record<string, unknown>>) {
  return before === undefined && after === undefined ? rest : { ...rest, change: { before, after } }
}

/** What was done to people is told in sentences without a full stop, as an exchange tells it. */
function sentence(word: string, effect: Texts['exchanges']['effect']): string {
  if (!/ /.test(word)) return word
  const { said, english } = effect(`${word}.`)
  return english === '' ? said.replace(/\.$/, '') : word
}

/** How facts are said in a language. */
interface Say {
  readonly language: Language
  nameOf(fact: string): string
  wordOf(word: string): string
}

/** A value of an event as words: changes with an arrow, moments as the person writes them, absent ones not at all. */
function asText(value: unknown, say: Say): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => asText(one, say)).join(', ')
  if (typeof value === 'object') {
    const parts = value as { readonly [name: string]: unknown }
    if (!('after' in parts)) {
      return Object.entries(parts)
        .map(([name, one]) => [say.nameOf(name), asText(one, say)])
        .filter(([, text]) => text !== '')
        .map(([name, text]) => `${name}: ${text}`)
        .join(', ')
    }
    const [before, after] = [asText(parts.before, say), asText(parts.after, say)]
    return before === '' ? after : `${before} → ${after || '–'}`
  }
  const text = String(value)
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return exact(say.language, new Date(text))
  return say.wordOf(text)
}
