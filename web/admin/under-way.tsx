import type { AnswerOf } from '../api-client.ts'
import type { Texts } from '../texts/en.ts'
import { Card } from '../ui/card.tsx'
import { Progress } from '../ui/progress.tsx'
import { Rich } from '../ui/rich.tsx'
import { When } from '../ui/when.tsx'
import { useLanguage } from './language.ts'

type Item = AnswerOf<'GET /api/work'>['underWay'][number]

/** What it is that goes on. */
export function workTitle(
  words: Texts['work'],
  { kind, directory }: Pick<Item, 'kind' | 'directory'>,
): string {
  return kind === 'replay' ? words.replay(directory.name) : words.purge(directory.name)
}

/** Nobody has worked on it for longer than a step takes. */
const stalledMs = 20_000

/** Long work, and how far it is. */
export function UnderWay({ items }: { items: readonly Item[] }) {
  const { texts, language } = useLanguage()
  const { work: words } = texts
  const { format } = new Intl.NumberFormat(language)
  return (
    <Card title={words.underWay}>
      {items.map(({ kind, directory, done, total, beganAt, seenAt }) => {
        const title = workTitle(words, { kind, directory })
        return (
          <div key={`${kind} ${directory.id} ${beganAt}`} className="stack">
            <div>
              <span className="strong">{title}</span>{' '}
              <span className="quiet small">
                <Rich text={words.began} parts={{ when: <When at={beganAt} /> }} />
              </span>
            </div>
            <Progress
              label={title}
              done={done}
              total={total}
              text={words.progress(format(done), format(total))}
            />
            {Date.now() - Date.parse(seenAt) > stalledMs && <p className="second small">{words.stalled}</p>}
          </div>
        )
      })}
    </Card>
  )
}
