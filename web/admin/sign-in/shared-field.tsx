import { TextInput } from '@mantine/core'
import { useTexts } from '../../set-up-texts.ts'
import { textOf } from '../../ui/submit.ts'

/** Where another directory has the same provider its name is asked for, and only then. */
export function SharedField({ error }: { error: string | undefined }) {
  const { connecting: words } = useTexts()
  return error === undefined ? null : (
    <TextInput name="sharedWith" label={words.shared} autoComplete="off" error={error} />
  )
}

/** What was typed there. */
export function sharedIn(data: FormData): { sharedWith?: string } {
  const sharedWith = textOf(data, 'sharedWith')
  return sharedWith === '' ? {} : { sharedWith }
}
