/** Two people at one thing, in English. */
export const meanwhile = {
  title: (who: string) => `Changed while you were typing: ${who}`,
  when: 'That was {when}. What you typed is still here, and nothing of it is saved yet.',
  theirs: (value: string) => `now “${value}”`,
  both: (theirs: string, mine: string) => `now “${theirs}”, yours “${mine}”`,
  showTheirs: 'Show theirs',
  keepMine: 'Keep mine',
}

/** The site's settings, in English. */
export const settings = {
  sub: 'What holds for the whole site.',
  title: 'Site',
  name: 'Name of the site',
  exchangeDays: 'Days that exchanges are kept',
  exchangeDaysHint: 'Older ones are forgotten in the night. From 1 to 3650.',
  publicUrl: 'Public URL',
  notReachable: (url: string) => `Your identity provider cannot reach ${url}: set PUBLIC_URL`,
  setPublicUrl: 'Start the server with {variable} set to the address that the internet knows.',
  saved: 'Saved.',
}
