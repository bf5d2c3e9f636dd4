// What a provider sent when somebody tried it out, and every check of it: for the administration, and for the set-up page.
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { AnswerOf } from '../../api-client.ts'
import { useTexts } from '../../set-up-texts.ts'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { Table } from '../../ui/table.tsx'
import c from '../admin.module.css'
import own from './sign-in.module.css'

type Report = Pick<
  AnswerOf<'GET /api/directories/{directoryId}/sign-in-tests/{reportId}'>,
  'steps' | 'identity' | 'raw' | 'decoded'
>

/** Every check, up to the first that failed. */
export function Checks({ steps }: Pick<Report, 'steps'>) {
  const { signInTest: words } = useTexts()
  return (
    <Card title={words.checks} flush>
      <Table
        label={words.checks}
        items={steps.map((step, n) => ({ ...step, n: String(n) }))}
        keyOf={({ n }) => n}
        asLines
        columns={[
          {
            head: words.check,
            cell: ({ check, ok }) => (
              <span className="row">
                {ok ? <IconCircleCheck size={16} aria-hidden /> : <IconCircleX size={16} aria-hidden />}
                <span className="sr">{ok ? words.good : words.bad}</span>
                <code>{check}</code>
              </span>
            ),
          },
          { head: words.found, cell: ({ says }) => says },
        ]}
      />
    </Card>
  )
}

type Places = NonNullable<
  AnswerOf<'GET /api/directories/{directoryId}/sign-in-tests/{reportId}'>['foreseen']
>['organizations']

interface WhomProps {
  readonly identity: NonNullable<Report['identity']>
  /** Where the groups would lead, for the site's own people; null: nowhere, whatever they are. */
  readonly places?: Places
}

/** Whom the provider speaks of. */
export function Whom({ identity, places = null }: WhomProps) {
  const { signInTest: words } = useTexts()
  const { subject, isStable, matchValue, address, name, groups } = identity
  const placesText = (all: NonNullable<Places>) =>
    all.length === 0
      ? words.noOrganization
      : all.map((one) => (one.appears ? words.appears(one.name) : one.name)).join(', ')
  return (
    <Card title={words.whom}>
      <KeyValue
        rows={[
          [words.subject, <code key="subject">{subject}</code>],
          [words.kind, isStable ? words.stable : words.notStable],
          [words.matched, <code key="matched">{matchValue ?? words.none}</code>],
          [words.address, address ?? words.none],
          [words.name, name ?? words.none],
          [words.groups, groups.length > 0 ? groups.join(', ') : words.none],
          ...(places === null ? [] : [[words.organizations, placesText(places)] as const]),
        ]}
      />
    </Card>
  )
}

/** What the provider sent; nothing where it was not even asked. */
export function Came({ report: { raw, decoded } }: { report: Pick<Report, 'raw' | 'decoded'> }) {
  const { signInTest: words, copy } = useTexts()
  if (raw === '') return null
  return (
    <Card title={words.came}>
      <div className="stack">
        {decoded !== null && (
          <>
            <h3>{words.decoded}</h3>
            <Scroller className={`${c.code} ${own.came}`} label={words.decoded} isCode>
              {apart(decoded)}
            </Scroller>
          </>
        )}
        <div className="row">
          <h3 className="grow">{words.raw}</h3>
          <CopyButton value={raw} label={copy.copyWhat(words.raw)} />
        </div>
        <Scroller className={`${c.code} ${own.came}`} label={words.raw} isCode>
          {raw}
        </Scroller>
      </div>
    </Card>
  )
}

/** Each element on a line of its own. */
function apart(text: string): string {
  return text.trimStart().startsWith('<') ? text.replaceAll(/>\s*</g, '>\n<') : text
}
