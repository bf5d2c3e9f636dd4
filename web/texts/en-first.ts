/** What the document itself says before any script has come, in English. */
export const first = {
  loading: 'Loading…',
  noScript:
    'This page needs JavaScript. Allow it for this site in your browser’s settings, then load the page again.',
  slow: 'This takes longer than usual. The connection may be slow.',
  failed: 'The page could not be loaded. The connection broke off, or the server has just been updated.',
  again: 'Load again',
}

export type FirstTexts = typeof first
