import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

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
  nameHint: 'It stands on the sign-in page, in every title, and in mails.',
  languages: 'Languages offered',
  languagesHint: 'Everybody chooses among these.',
  language: 'Language of the site',
  languageHint: 'For mails, and for whoever has chosen none and whose browser speaks none of them.',
  timeZone: 'Time zone',
  timeZoneHint: 'Exact times are shown in it, on the pages and in mails.',
  staffDomains: 'Domains of the staff',
  staffDomainsHint:
    'Such as acme.com, separated by commas. No customer has an address there: a directory that sends one waits for your decision.',
  addressNotices: 'Changed addresses hear of it',
  addressNoticesHint:
    'When a customer’s address is changed, a mail goes to the old and to the new one. A claimed address hears nothing.',
  look: 'Look',
  logo: 'Logo',
  logoHint:
    'PNG, JPEG or WebP, at most 512 KiB. It is shown 22 pixels high; a transparent ground suits light and dark.',
  logoAlt: 'The present logo',
  noLogo: 'No logo yet.',
  chooseLogo: 'Choose a picture',
  otherLogo: 'Another picture',
  removeLogo: 'Remove the logo',
  accent: 'Accent colour',
  accentHint: "As #rrggbb, for buttons, links and what is selected. Empty: Doorward's own blue.",
  pickAccent: 'Pick the accent colour',
  accentMoved: (wanted: string, shown: string) =>
    `On ${wanted} white text could not be read: buttons use ${shown}, and links the nearest shade that can be read.`,
  schemes: { light: 'Light', dark: 'Dark' },
  sampleButton: 'Save',
  sampleLink: 'A link',
  sampleSelected: 'Selected',
  files: 'Files of requests',
  attachmentMbMax: 'Largest file, in MB',
  attachmentMbMaxHint: (max: number) => `This server takes files of ${max} MB at most, whatever stands here.`,
  attachmentGbMax: 'All files together, in GiB',
  attachmentGbMaxHint:
    'Beyond that no file is taken any more. 0: as much as the disk holds. One GiB is 1.07 GB.',
  filesUsed: (used: string) => `There are ${used} now.`,
  filesUsedOf: (used: string, max: string) => `There are ${used} of ${max} now.`,
  filesOfDay: (max: string) => `One customer brings ${max} within 24 hours at most.`,
  blockedByDefault: 'Refuse what runs when it is opened',
  blockedByDefaultHint: 'Doorward’s own list of programs and scripts, as each version has it.',
  blockedEndings: 'Refused endings',
  blockedEndingsHint:
    'Such as exe, docm, separated by commas. A program is known by its bytes, too, whatever it is called.',
  retention: 'Retention',
  exchangeDays: 'Days that exchanges are kept',
  portal: 'How customers sign in',
  companyChooser: 'People may choose their company',
  companyChooserHint:
    'Whoever opens the sign-in page sees the names of the companies that sign in here. For people without a mailbox of their own.',
  defaultDirectory: 'First door of the sign-in page',
  defaultDirectoryHint:
    'Where most people come from one company. It is shown once that directory signs people in.',
  noDirectory: 'None',
  customerPasskeys: 'Customers may add passkeys',
  customerPasskeysHint:
    'A fingerprint, face or PIN of a device of their own instead of the code, for whoever a code would let in. Nobody can guess or phish one. Switching this off ends what passkeys opened.',
  customerPasswords: 'Customers may choose a password',
  customerPasswordsHint:
    'It stands beside the code by mail, for whoever a code would let in. Where this is off, passwords that were chosen sign nobody in, and what they opened has ended.',
  customerApiKeys: 'Customers may have API keys',
  customerApiKeysHint:
    'A program of theirs asks and reads as they do at the help centre, and does nothing else. Switching this off ends every key that a customer has.',
  customerIdleHours: 'Hours until an unused session ends',
  customerIdleHoursHint: 'Of customers. From 1 to 720.',
  customerSessionDays: 'Days until every session ends',
  customerSessionDaysHint:
    'Then customers sign in again, however busy they are. From 1 to 90; it counts for sessions that begin from now on.',
  exchangeDaysHint: 'They hold names and addresses. Older ones are forgotten in the night. From 1 to 3650.',
  signInMonths: 'Months that sign-ins are kept',
  signInMonthsHint:
    'From which address and browser people signed in or tried to. Afterwards only the event stays. Up to 120; 0 keeps it for ever.',
  leaverMonths: 'Months that leavers are kept',
  leaverMonthsHint:
    'Whoever left longer ago is erased in the night, as at the person’s page; so are senders from whom nothing came for as long. Up to 120; 0 keeps everybody.',
  leavers: (people: number, inDirectory: number, senders: number) =>
    `${plural(people, {
      none: 'The next night erases nobody for that.',
      one: 'The next night erases 1 person for that.',
      other: 'The next night erases {n} people for that.',
    })} ${plural(inDirectory, {
      none: '',
      one: '1 more whom a directory still has stays until it deletes them.',
      other: '{n} more whom a directory still has stay until it deletes them.',
    })} ${plural(senders, {
      none: '',
      one: '1 sender from whom nothing came for as long is erased as well.',
      other: '{n} senders from whom nothing came for as long are erased as well.',
    })}`.trim(),
  leaversNever: 'Nobody is erased for having left.',
  publicUrl: 'Public URL',
  address: 'Address',
  encrypted: 'Encryption',
  https: 'Yes, by https',
  http: 'None: http',
  reached: 'Reach',
  calls: 'Calls to providers',
  callsPublic: 'Over https to the public Internet alone (OUTBOUND_ALLOW names more)',
  callsAlso: 'Over https to the public Internet, and by OUTBOUND_ALLOW to',
  reaches: {
    'this-machine': 'Only from this machine',
    private: 'Only inside a private network',
    'unknown-name': 'No host of this name is known',
    'no-answer': 'Nothing of ours answers there',
    answers: 'It answers, as seen from the server itself',
  },
  notReachable: (url: string) => `Your identity provider cannot reach ${url}: set PUBLIC_URL`,
  setPublicUrl: 'Start the server with {variable} set to the address that the internet knows.',
  doubtful: 'Identity providers may not reach this',
  doubtfulWhy: 'Check the name, the proxy in front of the server, and its firewall. Then look again.',
  httpWhy: 'Identity providers want https, and refuse to send people and tokens without it.',
  tellProviders:
    'These identity providers call an address of their own. When the public URL changes, enter the new one there:',
  saved: 'Saved.',
  saveWhat: (what: string) => `Save: ${what}`,
}

/** Deleting the site, in English. */
export const deletion = {
  title: 'Delete the site',
  lead: 'Everything goes: people, requests, directories, settings, audit. You can take it back for a week.',
  button: 'Delete the site',
  ask: 'Delete the site?',
  act: 'Delete the site',
  effect: (days: number) =>
    `From now on it answers nothing: staff cannot work, and identity providers are refused. After ${days} days it is removed for good; until then an owner can restore it here.`,
  counted: {
    customers: 'Customers',
    requests: 'Requests',
    organizations: 'Organizations',
    directories: 'Directories',
    staff: 'Staff',
  },
  orMore: (count: string) => `${count} or more`,
  confirm: (slug: string) => `Type ${slug} to confirm`,
  wrong: (slug: string) => `That is not ${slug}.`,
  leaving: (name: string) => `${name} is being deleted`,
  goesAt: (when: string) => `It is removed for good on ${when}`,
  untilThen: 'Until then you can restore it, with everything that it had.',
  askOwner: 'Until then an owner can restore it. Ask one of them.',
  restore: 'Restore the site',
}
