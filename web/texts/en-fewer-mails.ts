/** What the page says to whoever wants no more mails about a request. */
export const fewerMails = {
  title: 'Mails about a request',
  ask: (key: string) => `Get no more mails about ${key}?`,
  lead: 'What happens to the request goes on; you only hear no more of it by mail.',
  act: 'Get no more mails about it',
  doneTitle: (key: string) => `You get no more mails about ${key}`,
  doneLead: 'Whoever has an account switches them on again at the request.',
  toRequest: 'To the request',
  goneTitle: 'This link leads nowhere',
  goneLead: 'Perhaps a part of it is missing. The newest mail about the request has a whole one.',
  home: 'To the help centre',
}
