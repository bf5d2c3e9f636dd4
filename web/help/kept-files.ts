import { useKeptDraft } from '../ui/kept-draft.ts'
import type { Attachment } from './upload.ts'

const isAttachment = (one: unknown): one is Attachment =>
  typeof one === 'object' &&
  one !== null &&
  'id' in one &&
  typeof one.id === 'string' &&
  'name' in one &&
  typeof one.name === 'string' &&
  'sizeBytes' in one &&
  typeof one.sizeBytes === 'number'

/** What was kept is read as far as it has this shape. */
function filesIn(text: string): readonly Attachment[] {
  try {
    const kept: unknown = JSON.parse(text)
    return Array.isArray(kept) ? kept.filter(isAttachment) : []
  } catch {
    return []
  }
}

/**
 * The files of a message that is being written, kept in this tab beside its words: a reload loses neither. The server keeps them for
 * a day; one that it has no more is named when the message is sent.
 * @param key of the message's draft
 */
export function useKeptFiles(
  key: string,
): [files: readonly Attachment[], set: (files: readonly Attachment[]) => void] {
  const [text, setText] = useKeptDraft(`${key}/files`)
  return [filesIn(text), (files) => setText(files.length === 0 ? '' : JSON.stringify(files))]
}
