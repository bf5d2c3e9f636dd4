import { IconAlertTriangleFilled, IconCircleCheck, IconCircleDashed, IconLoader } from '@tabler/icons-react'
import type { AnswerOf } from '../api-client.ts'
import { When } from '../ui/when.tsx'
import { useLanguage, useTexts } from './language.ts'
import c from './work.module.css'

type Run = NonNullable<AnswerOf<'GET /api/work'>['tasks'][number]['last']>

const icons = { running: IconLoader, done: IconCircleCheck, failed: IconAlertTriangleFilled }

/** How a run ended, and how often in a row; failures only where `everyTime` does not ask for more. */
export function RunResult({ run, everyTime = false }: { run: Run | null; everyTime?: boolean }) {
  const { work: words } = useTexts()
  const Shape = run ? icons[run.result] : IconCircleDashed
  return (
    <span className={c.result} data-result={run?.result ?? 'never'}>
      <Shape size={14} stroke={2} aria-hidden />
      <span>
        {run ? words.results[run.result] : words.never}
        {run && run.times > 1 && (everyTime || run.result === 'failed') && `, ${words.times(run.times)}`}
      </span>
    </span>
  )
}

/** When it began, and how long it took where that can be felt. */
export function RunTime({ run }: { run: Run | null }) {
  const { texts, language } = useLanguage()
  const { work: words } = texts
  if (!run) return <span className="quiet">{words.never}</span>
  const seconds = run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.beganAt)) / 1000 : 0
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: seconds < 10 ? 1 : 0 })
  return (
    <>
      <When at={run.beganAt} />
      {seconds >= 0.1 && <div className="quiet">{words.took(format.format(seconds))}</div>}
    </>
  )
}

/** Why it failed, in words that say what to do where there are some. */
export function RunFailure({ failure }: { failure: NonNullable<Run['failure']> }) {
  const { work: words } = useTexts()
  return <p>{words.failures[failure.code] ?? <span lang="en">{failure.sentence}</span>}</p>
}
