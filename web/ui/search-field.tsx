import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'

interface Props {
  readonly label: string
  readonly hint: string
  /** What the address of the page looks for. */
  readonly value: string | undefined
  /** Hears each letter. */
  onSearch(text: string): void
}

/** Where a list is searched: what is typed stands in the page's address. */
export function SearchField({ label, hint, value, onSearch }: Props) {
  return (
    <TextInput
      type="search"
      size="xs"
      aria-label={label}
      placeholder={hint}
      leftSection={<IconSearch size={14} aria-hidden />}
      defaultValue={value ?? ''}
      maxLength={200}
      onChange={(event) => onSearch(event.currentTarget.value)}
    />
  )
}
