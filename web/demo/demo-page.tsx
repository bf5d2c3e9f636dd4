import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { FreshSignInAsked } from '../admin/fresh-sign-in-asked.tsx'
import { type AnswerOf, call, type GivenTo } from '../api-client.ts'
import { useLanguage, useTexts } from '../language.tsx'
import { demoPath, paths } from '../paths.ts'
import { read } from '../queries.ts'
import { CallError } from '../ui/call-error.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Wordmark } from '../ui/mark.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { Segments } from '../ui/segments.tsx'
import { CompanyPeople } from './company-people.tsx'
import c from './demo.module.css'
import { useDemoTexts } from './demo-texts.ts'
import { EventCards } from './event-cards.tsx'
import { Happened } from './happened.tsx'
import { Reset } from './reset.tsx'

export type Panel = AnswerOf<'GET /api/demo'>
export type Company = Panel['companies'][number]
export type Outcome = AnswerOf<'POST /api/demo/events'>
export type Wish = GivenTo<'POST /api/demo/events'>['body']

/** So many outcomes stay, also while somebody looks at what changed on another page. */
const keptMax = 12
let kept: readonly Outcome[] = []

/** The control panel of the demonstration: what happens at the companies, and what that does here. */
export function DemoPage() {
  const words = useDemoTexts()
  const panel = useQuery(read('GET /api/demo'))
  const [isReset, setReset] = useState(false)
  return (
    <div className={c.shell}>
      <Bar />
      <main className={c.page} id="main" tabIndex={-1}>
        <Page title={words.title} sub={<p className={c.lead}>{words.lead}</p>}>
          {isReset ? (
            <Reset onClose={() => setReset(false)} />
          ) : (
            <Loaded query={panel}>{(data) => <Stage panel={data} onReset={() => setReset(true)} />}</Loaded>
          )}
        </Page>
      </main>
      <FreshSignInAsked />
    </div>
  )
}

/** The ways to where one sees what changed, each in the same window. */
function Bar() {
  const words = useDemoTexts()
  const { otherLanguage } = useTexts()
  const { language, setLanguage } = useLanguage()
  const other = language === 'en' ? 'de' : 'en'
  return (
    <header className={c.bar}>
      <Wordmark />
      <nav aria-label={words.places}>
        <Link to={paths.home}>{words.helpCentre}</Link>
        <Link to={paths.queue} search={{ turn: 'support' }}>
          {words.console}
        </Link>
        <Link to={paths.overview}>{words.administration}</Link>
      </nav>
      <button type="button" className="link small" lang={other} onClick={() => void setLanguage(other)}>
        {otherLanguage}
      </button>
    </header>
  )
}

function Stage({ panel, onReset }: { panel: Panel; onReset(): void }) {
  const words = useDemoTexts()
  const client = useQueryClient()
  const { company: wanted } = useSearch({ from: demoPath })
  const company = panel.companies.find(({ id }) => id === wanted) ?? panel.companies[0]
  const [chosen, setChosen] = useState<string>()
  const [outcomes, setOutcomes] = useState(kept)
  const act = useMutation({
    mutationFn: (body: Wish) => call('POST /api/demo/events', { body }),
    onSuccess: async (outcome) => {
      kept = [outcome, ...kept].slice(0, keptMax)
      setOutcomes(kept)
      await client.invalidateQueries({ queryKey: ['GET /api/demo'] })
    },
  })
  if (!company) return null
  const person = company.people.find(({ key }) => key === chosen)
  return (
    <div className={c.stage}>
      <div className={c.column}>
        <Segments label={words.companies}>
          {panel.companies.map(({ id, name }) => (
            <Link
              key={id}
              to={demoPath}
              search={{ company: id }}
              activeOptions={{ includeSearch: true }}
              aria-current={id === company.id ? 'page' : undefined}
            >
              {name}
            </Link>
          ))}
        </Segments>
        {panel.isLapsed && (
          <Notice tone="warn" title={words.isLapsed}>
            {words.isLapsedWhy}
          </Notice>
        )}
        <CompanyPeople key={company.id} company={company} chosen={person?.key} onChoose={setChosen} />
        <EventCards
          company={company}
          person={person}
          isPending={act.isPending}
          isLapsed={panel.isLapsed}
          onAct={(wish) => act.mutate({ company: company.id, ...wish })}
          onReset={onReset}
        />
      </div>
      <section
        className={`${c.column} ${c.outcomes}`}
        aria-label={words.happened}
        aria-busy={act.isPending}
        aria-live="polite"
      >
        {act.isPending && <p className="second">{words.happens}</p>}
        {act.error && !act.isPending && <CallError error={act.error} />}
        {outcomes.length === 0 && !act.isPending && !act.error && (
          <EmptyState title={words.nothingYet}>{words.nothingYetWhy}</EmptyState>
        )}
        {outcomes.map((outcome, n) => (
          <Happened key={outcome.at} outcome={outcome} isNewest={n === 0} />
        ))}
      </section>
    </div>
  )
}
