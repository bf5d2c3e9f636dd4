import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTexts } from '../language.tsx'

interface Props {
  /** Where the file is, behind `/api/exports/`. */
  readonly file: string
  /** The list that it holds. */
  readonly what: string
  /** What the list is narrowed down by now: the file is as well. */
  readonly filters?: Readonly<Record<string, string | undefined>>
}

/** A list as a file. The browser begins at once and shows how far it is. */
export function Download({ file, what, filters = {} }: Props) {
  const { lists } = useTexts()
  const given = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  const query = new URLSearchParams(given)
  return (
    <Button
      component="a"
      href={`/api/exports/${file}${query.size > 0 ? `?${query}` : ''}`}
      download
      variant="default"
      aria-label={lists.exportWhat(what)}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {lists.export}
    </Button>
  )
}
