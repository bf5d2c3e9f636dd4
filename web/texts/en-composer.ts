/** What stands around a text that somebody writes, in English. */
export const composer = {
  write: 'Write',
  preview: 'Preview',
  ways: 'Write or preview',
  nothing: 'Nothing to show yet.',
  hint: '**bold**, *italic*, `code`, > quote, - list. Ctrl+Enter sends.',
  tooLong: (n: string) => `${n} characters too many.`,
}
