/** What is said of the tokens of a directory, in English. */
export const tokens = {
  title: 'Tokens',
  another: 'Another token',
  label: 'Label',
  labelHint: 'Such as: Entra, from May',
  make: 'Make a token',
  once: 'Shown this once. Paste it now.',
  none: 'No token',
  noneWhy: 'Without one the identity provider cannot call.',
  state: 'State',
  states: { live: 'Live', expired: 'Expired', revoked: 'Ended' },
  made: 'Made',
  used: 'Last used',
  expires: 'Expires',
  never: 'Never',
  act: 'Act',
  end: 'End',
  endWhat: (label: string) => `End the token “${label}”`,
  endEffect:
    'The identity provider is refused with this token within half a second. There is no undo: it needs another token then.',
}
