import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { useTexts } from '../set-up-texts.ts'
import c from './admin.module.css'
import { type WizardStep, wizardSteps } from './wizard-step.ts'

interface Props {
  readonly at: number
  /** Once there is one, its steps can be gone to in any order; what of them is done is what has happened. */
  readonly directory?: { readonly id: string; readonly done: ReadonlySet<WizardStep> }
}

/** Where in the wizard somebody is. */
export function WizardSteps({ at, directory }: Props) {
  const { wizard } = useTexts()
  const before = wizard.stepNames.length - wizardSteps.length
  return (
    <nav aria-label={wizard.steps}>
      <ol className={c.steps}>
        {wizard.stepNames.map((name, n) => {
          const step = wizardSteps[n - before]
          const isDone = directory && step ? directory.done.has(step) : n < at
          return (
            <li key={name} aria-current={n === at ? 'step' : undefined}>
              <span className={c.stepN} data-done={isDone}>
                {isDone ? <IconCheck size={12} stroke={3} aria-label={wizard.done} role="img" /> : n + 1}
              </span>
              <span>
                {directory && step && n !== at ? (
                  <Link
                    to={paths.provisioning}
                    params={{ directoryId: directory.id }}
                    search={searchOf(step)}
                  >
                    {name}
                  </Link>
                ) : (
                  name
                )}
                {n === at && (
                  <span className={`quiet ${c.stepOf}`}>{wizard.stepOf(n + 1, wizard.stepNames.length)}</span>
                )}
              </span>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

const searchOf = (step: WizardStep) => (step === 'provisioning' ? {} : { step })
