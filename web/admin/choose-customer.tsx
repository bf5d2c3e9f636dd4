import { Button } from '@mantine/core'
import { Dialog } from '../ui/dialog.tsx'
import { CustomerPicker } from './customer-picker.tsx'
import { useTexts } from './language.ts'

interface Person {
  readonly id: string
  readonly name: string
}

/** Has somebody choose another customer, before it is asked whether to do something with the two. */
export function ChooseCustomer({
  words,
  isOffered,
  onChoose,
  onClose,
}: {
  words: {
    readonly title: string
    readonly why: string
    readonly choose: string
    readonly chooseThem: (name: string) => string
  }
  isOffered: (person: Person & { readonly active: boolean }) => boolean
  onChoose: (person: Person) => void
  onClose: () => void
}) {
  const { cancel } = useTexts()
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{words.why}</p>
      <CustomerPicker
        act={({ id, name, active }) =>
          isOffered({ id, name, active }) && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={words.chooseThem(name)}
              onClick={() => onChoose({ id, name })}
            >
              {words.choose}
            </Button>
          )
        }
      />
      <div className="row">
        <Button variant="default" onClick={onClose}>
          {cancel}
        </Button>
      </div>
    </Dialog>
  )
}
