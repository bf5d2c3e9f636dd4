import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What the wizard that connects an identity provider says, in English. */
export const wizard = {
  title: 'Connect an identity provider',
  connecting: (name: string) => `Connect ${name}`,
  crumb: 'New',
  steps: 'Steps',
  done: 'Done:',
  stepNames: [
    'Whose people',
    'Identity provider',
    'Name',
    'Provisioning',
    'Sign-in',
    'Domains',
  ] as readonly string[],
  stepOf: (n: number, of: number) => ` · step ${n} of ${of}`,
  cancel: 'Cancel',
  whose: 'Whose people does it know: your customers, or your own employees?',
  customers: 'Your customers',
  customersMean: 'People of another company who ask for help. They cost nothing, and never get a seat.',
  employees: 'Your own employees',
  employeesMean:
    'People of your own company: members, who only ask and cost nothing, and by a group agents and admins.',
  which: 'Which identity provider does the company use?',
  another: 'Another one',
  providerHint: 'If you do not know, take “Another one”: Doorward recognises most by their first calls.',
  nameTitle: 'How do you call it?',
  name: 'Name of the directory',
  nameHint: (provider: string) => `Most take the company's name. It is connected by ${provider}.`,
  home: 'Home organization (optional)',
  homeHint: 'A new organization that everybody of this directory belongs to, such as the company itself.',
  rehearse: 'Begin with a rehearsal',
  rehearseHint: 'Everything is received and nothing is granted, until you go live.',
  make: 'Make the directory',
  paste: (provider: string) => `Paste these two values in ${provider}`,
  notReachable: 'Only this computer reaches that address',
  setPublicUrl:
    'An identity provider on the internet cannot. Start the server with {variable} set to the address that the internet knows.',
  guide: 'Step by step',
  guideForIt: 'The commands in it are for the help desk that invited you, not for you.',
  tokenOnce: 'Shown this once. Lost it? Make another one later; the old one works until you end it.',
  tokenGone:
    'The token was shown once, when it was made. If it is lost, make another one; the old one works until you end it.',
  tokenLabel: 'Provisioning',
  anotherToken: 'Make another token',
  thenTest: 'Then choose {test} there. The lines below turn green by themselves.',
  thenWait: 'Then save there. The lines below turn green by themselves.',
  arrived: 'What arrived',
  firstCall: 'First call received',
  lastCall: 'The last one came',
  speaksLike: (client: string) => `It speaks like ${client}.`,
  seeCalls: 'See the calls',
  waitingForCall: 'Waiting for the first call…',
  waitingForCallNext: 'It appears here within two seconds. You may leave this page and come back.',
  people: (n: number) =>
    plural(n, { one: 'One active person received', other: '{n} active people received' }),
  seePeople: 'See the people',
  waitingForPerson: 'Waiting for the first person…',
  waitingForPersonNext: 'Assign somebody to the application at the identity provider.',
  saved: 'Saved. You can come back.',
  finish: 'To the directory',
  signIn: 'Next: how they sign in',
  later: 'Later',
  signInLater:
    'It can wait, and nothing changes for anybody meanwhile. Later you find it on the page {page} of the directory, with every setting.',
  signInMore: 'Every setting, and each sign-in, is on the page {page} of the directory.',
  domainsWhy:
    'Whoever a domain belongs to decides about its addresses. Until a domain is proven or declared, the addresses that this directory sends are only claimed: shown, but proving nobody.',
  domainsLater: 'It can wait. Later you find it on the page {page} of the directory.',
  proofs: 'How far the domains are',
  waitingForRecord: (domain: string) => `Waiting for the record of ${domain}…`,
  waitingForRecordNext:
    'It turns green by itself when the record was found, here or at the set-up page of their IT. You may leave this page and come back.',
  speaksFor: {
    proven: (domain: string) => `${domain} is proven`,
    declared: (domain: string) => `${domain} is declared`,
  },
}
