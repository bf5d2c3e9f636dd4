import { PasswordInput } from '@mantine/core'
import { useTexts } from '../language.tsx'

interface Props {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly autoComplete: 'current-password' | 'new-password'
  readonly size?: 'md'
  readonly autoFocus?: boolean
  readonly error: string | undefined
}

/** A password, to be shown by a button. That it was refused is said of the field itself, which Mantine leaves out. */
export function PasswordField({ hint, error, ...props }: Props) {
  const { fields } = useTexts()
  return (
    <PasswordInput
      {...props}
      description={hint}
      error={error}
      aria-invalid={error !== undefined}
      visibilityToggleButtonProps={{ 'aria-label': fields.showPassword, tabIndex: 0 }}
    />
  )
}
