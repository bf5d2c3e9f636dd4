import { useQuery } from '@tanstack/react-query'
import { read } from '../queries.ts'
import { useTexts } from './language.ts'

/** What a preview says: of a directory of staff nobody becomes a customer. */
export function usePreviewWords(directoryId: string) {
  const { preview, employees } = useTexts()
  const { data } = useQuery(read('GET /api/directories/{directoryId}', { params: { directoryId } }))
  if (data?.audience !== 'staff') return preview
  const { classes, ...rest } = employees.preview
  return { ...preview, ...rest, classes: { ...preview.classes, ...classes } }
}
