import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { useTexts } from '../set-up-texts.ts'
import c from './admin.module.css'
import { useTexts as useStaffTexts } from './language.ts'
import type { WizardSearch } from './wizard-step.ts'

interface Props {
  readonly directoryId: string
  /** Where this step is found later, as a link. */
  readonly later: React.ReactNode
  readonly back: WizardSearch
  /** The step after this one; undefined: the wizard is through. */
  readonly next?: WizardSearch
  /** Nothing was done here yet, so going on means to leave it. */
  readonly isLeft: boolean
}

/** Back, and on: with what was done, or later. */
export function WizardFoot({ directoryId, later, back, next, isLeft }: Props) {
  const { wizard } = useTexts()
  const { back: backWord, next: nextWord } = useStaffTexts()
  const params = { directoryId }
  const onward = isLeft ? wizard.later : next ? nextWord : wizard.finish
  return (
    <>
      <p className="small quiet">{later}</p>
      <div className={c.stepFoot}>
        <Button
          variant="default"
          renderRoot={(props) => <Link to={paths.provisioning} params={params} search={back} {...props} />}
        >
          {backWord}
        </Button>
        <Button
          variant={isLeft ? 'default' : 'filled'}
          renderRoot={(props) =>
            next ? (
              <Link to={paths.provisioning} params={params} search={next} {...props} />
            ) : (
              <Link to={paths.directory} params={params} {...props} />
            )
          }
        >
          {onward}
        </Button>
      </div>
    </>
  )
}
