import type { AuthorityChange, MailValues } from '../../model/mail.ts'
import type { MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

const changes: {
  readonly [Change in AuthorityChange]: (directory: string, domain: string) => readonly [string, string]
} = {
  declared: (directory, domain) => [
    `${directory} speaks for ${domain}`,
    `An administrator declared that ${domain} belongs to ${directory}: what its identity provider says of addresses there counts.`,
  ],
  proven: (directory, domain) => [
    `${directory} has proven ${domain}`,
    `A record in the DNS of ${domain} proves that it belongs to ${directory}. No other directory has a say in addresses there any more.`,
  ],
  removed: (directory, domain) => [
    `${directory} no longer speaks for ${domain}`,
    `The domain ${domain} was taken back from ${directory}. Its people stay; their addresses there are only claimed.`,
  ],
  'proof-ended': (directory, domain) => [
    `${directory} no longer speaks for ${domain}`,
    `The record that proved ${domain} was missed for 72 hours. The people of ${directory} stay; their addresses there are only claimed.`,
  ],
  'guests-allowed': (directory) => [
    `${directory} speaks for guests`,
    `What the identity provider of ${directory} says of addresses that nobody else holds or has proven counts from now on.`,
  ],
  'guests-ended': (directory) => [
    `${directory} no longer speaks for guests`,
    `The people of ${directory} stay; their addresses outside its domains are only claimed.`,
  ],
}

export function authorityChanged(
  { change, directory, domain, by, path }: MailValues['authority-changed'],
  { at, pageUrl }: TextContext,
): MailDocument {
  const [subject, text] = changes[change](directory, domain)
  return {
    subject,
    blocks: [
      { kind: 'paragraph', text },
      {
        kind: 'facts',
        facts: [
          ['When', at],
          ['By', by],
        ],
      },
      { kind: 'button', label: 'Look at the domains', url: pageUrl(path) },
    ],
  }
}

export function proofMissed(
  { directory, domain, record, value, path }: MailValues['proof-missed'],
  { at, inDays, pageUrl }: TextContext,
): MailDocument {
  return {
    subject: `The proof of ${domain} for ${directory} is missing, and ends ${inDays}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `The TXT record that proves that ${domain} belongs to ${directory} is not in the DNS any more. If it is not back in time, addresses there are only claimed: nobody loses an account, but nobody new is recognised by them.`,
      },
      {
        kind: 'facts',
        facts: [
          ['Name', record],
          ['TXT value', value],
          ['Needed by', at],
        ],
      },
      { kind: 'paragraph', text: 'Ask whoever runs the DNS of this company to put the record back.' },
      { kind: 'button', label: 'Look at the domains', url: pageUrl(path) },
    ],
  }
}

export function brakeOn(
  { directory, organization, lost, before, path }: MailValues['brake-on'],
  { at, pageUrl }: TextContext,
): MailDocument {
  return {
    subject: `The brake is on: ${directory} took very much away`,
    blocks: [
      {
        kind: 'paragraph',
        text: `${lost} of ${before} ${organization === '' ? `people of ${directory}` : `members of ${organization}`} lost activity, membership or address within an hour.`,
      },
      {
        kind: 'paragraph',
        text: 'Whoever was deactivated is signed out. Memberships stay and new addresses wait until somebody decides whether it is meant.',
      },
      { kind: 'facts', facts: [['When', at]] },
      { kind: 'button', label: 'Look and decide', url: pageUrl(path) },
    ],
  }
}
