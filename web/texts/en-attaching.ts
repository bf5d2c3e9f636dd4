/** Files that go with a message, in English. */
export const attaching = {
  files: 'Files',
  add: 'Add a file',
  ways: 'Or drop files here, or paste a picture.',
  dropNow: 'Let go to add the files.',
  there: (name: string) => `${name} is there.`,
  removed: (name: string) => `${name} was removed.`,
  remove: (name: string) => `Remove ${name}`,
  cancel: (name: string) => `Stop sending ${name}`,
  retry: (name: string) => `Go on sending ${name}`,
  goOn: 'Go on',
  sent: (sent: string, all: string) => `${sent} of ${all}`,
  picture: (name: string) => `The picture ${name}`,
  tooMany: (max: number, over: number) => `At most ${max} files go with one message; ${over} were left out.`,
  tooLarge: (name: string) => `${name} is too large for this site.`,
  tooLargeFor: (name: string, max: string) => `${name} is too large: a file may have ${max} at most.`,
  tooMuch: (name: string) =>
    `${name} has no room beside the files that you added before and did not send. Send or remove some first.`,
  tooMuchToday: (name: string) =>
    `${name} is more than you may bring within 24 hours. Go on tomorrow, or remove what you do not need.`,
  siteFull: (name: string) =>
    `${name} has no room: the files of this help desk have all the space that they may have. Say so in your message.`,
  blocked: (name: string) => `${name} cannot be added: this site takes no files of this kind.`,
  empty: (name: string) => `${name} is empty.`,
  notReached: (name: string) => `${name} stopped: the server is not reached. Nothing of it is lost.`,
  kinds: {
    picture: 'Picture',
    pdf: 'PDF',
    text: 'Text',
    archive: 'Archive',
    video: 'Video',
    sound: 'Sound',
    file: 'File',
  },
}
