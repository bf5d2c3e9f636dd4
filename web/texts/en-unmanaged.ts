import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** Customers whom no directory manages, in English. */
export const unmanaged = {
  add: 'Add a customer',
  addWhy: 'For somebody whose company connects no identity provider. Nothing is sent to them.',
  name: 'First and last name',
  address: 'E-mail address',
  addressHint: 'It can stay empty.',
  proven: 'I have checked that the mailbox is theirs',
  provenHint:
    'Without this the address is only claimed: it gets no mail of others, and a directory takes nobody over by it. The audit says who checked.',
  change: 'Change',
  changeWhat: (name: string) => `Change ${name}`,
  changeWhy: 'The old address stays in the history, and nobody signs in with it.',
  save: 'Save',
  acts: {
    deactivate: {
      button: 'Deactivate',
      title: (name: string) => `Deactivate ${name}?`,
      effect:
        'Everything this person can do here ends at once. Requests and history stay, and it can be undone.',
    },
    reactivate: {
      button: 'Reactivate',
      title: (name: string) => `Have ${name} back?`,
      effect: 'This person comes in again as before.',
    },
    release: {
      button: 'Release',
      title: (name: string) => `Release ${name} from the directory?`,
      effect:
        'The directory that managed this person has let them go. From now on nobody manages them: they are active, and their last address is theirs again, only claimed. There is no undo.',
    },
  },
  deactivateMade: (directory: string) =>
    `A sign-in through ${directory} made this person, and ${directory} has never written of them. From now on that sign-in is refused and says why. You can take it back here; so does ${directory} once it brings the person as active.`,
  openSessions: (n: number) =>
    plural(n, {
      none: 'They are not signed in now.',
      one: 'One session ends.',
      other: '{n} sessions end.',
    }),
  peopleMax: 'People at most',
  peopleMaxHint:
    'How many people this directory may bring, those who left included. Empty: as many as it likes. Whom it has, it keeps.',
}
