import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { useTexts } from '../language.tsx'

interface Props {
  /** Where the file is, behind `/api/exports/`. */
  readonly file: string
  /** The list that it holds. */
  readonly what: string
  /** What the list is narrowed down by now: the file is as well. */
  readonly filters?: Readonly<Record<string, string | undefined>>
}

/** A list as a file. The browser loads it and shows how far it is; before, because it would show no reason, whether the session still lasts. */
export function Download({ file, what, filters = {} }: Props) {
  const { lists } = useTexts()
  const given = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  const query = new URLSearchParams(given)
  const href = `/api/exports/${file}${query.size > 0 ? `?${query}` : ''}`
  const begin = useMutation({ mutationFn: () => call('GET /api/me'), onSuccess: () => load(href) })
  return (
    <Button
      component="a"
      href={href}
      download
      onClick={(event) => {
        event.preventDefault()
        begin.mutate()
      }}
      loading={begin.isPending}
      variant="default"
      aria-label={lists.exportWhat(what)}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {lists.export}
    </Button>
  )
}

function load(href: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  link.click()
}
