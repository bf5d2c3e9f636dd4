import { IconCheck } from '@tabler/icons-react'
import { useTexts } from '../language.tsx'
import c from './admin.module.css'

/** Where in the wizard somebody is. */
export function WizardSteps({ at }: { at: number }) {
  const { wizard } = useTexts()
  return (
    <nav aria-label={wizard.steps}>
      <ol className={c.steps}>
        {wizard.stepNames.map((name, n) => (
          <li key={name} aria-current={n === at ? 'step' : undefined}>
            <span className={c.stepN} data-done={n < at}>
              {n < at ? <IconCheck size={12} stroke={3} aria-label={wizard.done} role="img" /> : n + 1}
            </span>
            <span>
              {name}
              {n === at && (
                <span className={`quiet ${c.stepOf}`}>{wizard.stepOf(n + 1, wizard.stepNames.length)}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  )
}
