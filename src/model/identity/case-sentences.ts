import type { CaseEffect, CaseKind } from './case.ts'

/** What each kind of case is, for people at the command line. */
export const kindSentences: { readonly [kind in CaseKind]: string } = {
  'address-held': 'another customer holds the address',
  'address-of-another': "another directory has proven the address's domain",
  'staff-address': 'the address is of staff',
  quota: 'the directory has more people than its quota',
  'access-policy': 'the access policy does not let in whom the directory brings',
  'link-unproven':
    'a customer without a directory holds the address, and the directory has no authority for it',
  'returned-by-external-id': 'only the externalId is that of a person who left',
  'erased-came-back': 'somebody who was erased came back',
  'staff-held': 'a directory of staff brings somebody who cannot simply be of the staff',
  'staff-seats': 'more people are due a seat than there are',
  'subject-changed': 'a person signs in with another subject',
  'organization-name': 'an organization of this name is there already',
  'organization-source': 'a directory would feed an organization that it did not create',
  'setup-proposal': "a customer's own IT proposes a certificate, an issuer, a token, or to let people in",
  brake: 'a directory takes away from very many people at once',
}

const outcomes: { readonly [outcome: string]: string } = {
  'keep-apart': 'kept apart',
  adopt: 'adopted: one organization',
  merge: 'merged: one organization, with the requests of both',
  confirm: 'confirmed',
  refuse: 'refused',
  raise: 'the number was raised',
  admit: 'let in as somebody new',
  'keep-out': 'kept out',
  'let-in': 'let in',
  'release-address': 'the address was released',
  link: 'linked: one person',
  merged: 'settled by a merge of the two',
  settled: 'settled by itself',
  gone: 'the directory user is gone',
  release: 'released: what waited happened',
  revert: 'it was a mistake: memberships were kept',
  withdrawn: 'the set-up page by which it was proposed was withdrawn',
  undone: 'decision taken back; asked again as another case',
}

export const outcomeSentence = (outcome: string): string => outcomes[outcome] ?? outcome

const effects: { readonly [code: string]: (values: CaseEffect['values']) => string } = {
  'feeds-organization': ({ joins, readable }) =>
    `${joins} ${joins === 1 ? 'person joins' : 'people join'} the organization, and could read ${readable} of its earlier requests.`,
  'admits-anew': () => 'Whoever comes with what the erased person had is let in, as somebody new.',
  'lets-take': () =>
    'The person may have the address that the erased person had. Nothing of before comes along.',
  'lets-in': ({ waiting }) =>
    `${waiting} who wait come in, whatever the policy says, and stay when this is taken back.`,
  'keeps-waiting-out': ({ waiting }) =>
    `${waiting} who wait stay out; it is asked again only about whoever comes later.`,
  'releases-staff-address': ({ name }) =>
    `The address is no longer kept for ${name}, whose account is disabled; enabled again, ${name} has it back.`,
  'accepts-subject': () =>
    'The next subject that the provider names for the person counts, the one of before opens nothing any more, and the sessions through the directory end.',
  'keeps-out': () => 'Nobody comes in, and the same question is not asked again.',
  'first-joining': ({ names, more }) => `Who joins: ${names}${Number(more) > 0 ? ` and ${more} more` : ''}.`,
  'first-readable': ({ names, more }) =>
    `What they could read: ${names}${Number(more) > 0 ? ` and ${more} more` : ''}.`,
  'organization-goes': ({ organization }) => `${organization} goes: nothing feeds it then.`,
  'organization-left': ({ organization, people, requests }) =>
    `${people} ${people === 1 ? 'person leaves' : 'people leave'} ${organization}, which keeps its ${requests} requests; they see only their own of these.`,
  'others-see': ({ organization }) =>
    `Who belongs to ${organization} sees those that are newer than the own joining.`,
  'comers-see-own': ({ organization }) =>
    `Who comes from ${organization} joins just now: of these they see only their own, and all that is shared from then on.`,
  'others-see-all': ({ organization }) => `Everybody of ${organization} sees them.`,
  'brake-releases': ({ members, groups, addresses }) =>
    `${members} people taken out of groups are no longer members, ${groups} groups no longer lead to organizations, and ${addresses} addresses that wait are taken.`,
  'brake-reverts': ({ members, groups, addresses }) =>
    `${members} people taken out of groups stay members, ${groups} groups that lead nowhere any more go on counting, and ${addresses} addresses that wait are looked at again at the directory's next word. Nobody who was deactivated can sign in by this.`,
  'adds-certificate': ({ fingerprint, until }) =>
    `What is signed by the certificate ${fingerprint} is believed from then on, until ${until}.`,
  'connects-by': ({ protocol, issuer }) =>
    `The directory is connected to ${issuer} by ${protocol}. Nobody signs in by it until its mode says so.`,
  'changes-issuer': ({ issuer, target }) =>
    `The directory's people sign in at ${issuer} (${target}) from then on; whoever came in by the connection signs in again.`,
  'lets-people-in': () => "The directory's people may sign in by its connection from then on.",
  'lets-make-token': ({ label }) =>
    `Their IT may make one token, ${label}, by which an identity provider may change the directory's people.`,
  'keeps-as-it-was': () => 'Nothing changes, and their IT sees that it was refused.',
  'rules-go': () => 'What waits is taken out of the rules again.',
  'raises-quota': ({ waiting, max }) =>
    `The directory may have ${max} people from then on; ${waiting} who wait come in, and stay when this is taken back.`,
  'several-directories': () =>
    'Several directories have this person then: each ends only its own way in, and name and address stay where they are.',
  'links-staff': ({ name }) =>
    `${name} of the staff is managed by this directory from then on: name, address and whether they come in are its word.`,
  'stays-as-it-is': () => 'Everything stays as it is, and the same question is not asked again.',
  survives: ({ name, survivor, merged }) =>
    `${merged} becomes part of ${survivor}: one customer, called ${name}, who has everything of both.`,
  'requests-move': ({ count }) => `${count} requests move.`,
  'portals-named-too': ({ portals, organization }) =>
    `Everybody of ${organization} sees the portals that name the other one: ${portals}.`,
  'portals-unnamed': ({ portals }) => `Portals that name it name it no more: ${portals}.`,
  'sees-organization': ({ organization }) => `Gains sight of what ${organization} shares.`,
  'managed-by': ({ directory }) => `${directory} manages this person from then on.`,
  'address-former': ({ address }) => `${address} becomes a former address.`,
  'becomes-active': () => 'The person becomes active.',
  'becomes-inactive': () => 'The person becomes inactive.',
  'directory-has-person': ({ name, directory }) =>
    `${directory} still has ${name}: the person has to be deleted there first.`,
  'erases-person': ({ name }) =>
    `Name, addresses, details, memberships and open questions of ${name} go, also from mails, imports, the audit and recorded exchanges. This cannot be undone.`,
  'erases-mails': ({ count }) => `Mails to the person that go: ${count}.`,
  'erases-exports': ({ count }) => `Exports of the site that go and have to be made anew: ${count}.`,
  'requests-of-erased': ({ count }) => `Requests that stay, as those of an erased person: ${count}.`,
  'apart-again': ({ merged }) => `${merged} is a customer of their own again.`,
  'requests-go-back': ({ count }) => `${count} requests go back.`,
  'stay-requests': ({ count }) => `${count} requests that arrived since stay with the survivor.`,
  'stay-addresses': ({ count }) => `${count} addresses that arrived since stay with the survivor.`,
  'stay-users': ({ count }) => `${count} directory users that arrived since stay with the survivor.`,
}

export function effectSentence({ code, values }: CaseEffect): string {
  return effects[code]?.(values) ?? code
}
