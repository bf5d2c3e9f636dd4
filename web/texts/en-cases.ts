import { pluralIn } from './plural.ts'
import type { Words } from './words.ts'

const plural = pluralIn('en')
const andMore = (n: number) => (n > 0 ? ` and ${n} more` : '')

export const cases = {
  sub: 'What a person must decide. Nothing is linked, merged or handed over until somebody says so.',
  open: 'Open',
  closed: 'Closed',
  which: 'Open or closed',
  kind: 'Kind',
  anyKind: 'Every kind',
  anyDirectory: 'Every directory',
  directory: 'Directory',
  about: 'About',
  question: 'What is asked',
  since: 'Since',
  when: 'When',
  outcome: 'Outcome',
  waiting: (n: number, max: number) =>
    n >= max
      ? `At least ${max} cases wait for a decision.`
      : plural(n, { one: '1 case waits for a decision.', other: '{n} cases wait for a decision.' }),
  look: 'Decide',
  none: 'Nothing to decide',
  noneWhy:
    'When an identity provider says something that could be wrong, or could hand one person’s requests to another, it waits here with the evidence of both sides.',
  noneFound: 'No case like this',
  noneFoundWhy: 'Choose another kind or directory, or look at the closed ones.',
  noneClosed: 'No case is closed yet',
  noneClosedWhy: 'Cases that somebody decided, or that settled themselves, stay here.',
  all: 'All cases',
  floods: 'Many at once',
  floodsWhy: 'More than 50 of one kind and directory are one line: most likely they have one cause.',
  flood: (n: number, max: number) =>
    n >= max ? `${max} or more` : plural(n, { one: '1 case', other: '{n} cases' }),
  seeThem: 'See them',
  kinds: {
    'address-held': 'Address of another customer',
    'address-of-another': 'Address in another’s domain',
    'staff-address': 'Address of staff',
    'access-policy': 'Not let in by the policy',
    quota: 'More people than allowed',
    'link-unproven': 'Perhaps a known customer',
    'returned-by-external-id': 'Perhaps somebody who left',
    'erased-came-back': 'Erased, came back',
    'staff-held': 'Not simply of the staff',
    'staff-seats': 'More seats than there are',
    'subject-changed': 'Another sign-in subject',
    'organization-name': 'Organization of the same name',
    'organization-source': 'Organization of somebody else',
    'setup-proposal': 'Proposal of their own IT',
    brake: 'Very many at once',
  },
  questions: {
    'address-held': 'Whose address is it?',
    'address-of-another': 'May this directory give an address in this domain?',
    'staff-address': 'Is this a customer, or one of your staff?',
    'access-policy': 'May these people come in?',
    quota: 'May this directory have more people?',
    'link-unproven': 'Is this the customer whom you know?',
    'returned-by-external-id': 'Is this the person who left?',
    'erased-came-back': 'May somebody like an erased person come in?',
    'staff-held': 'Is this somebody of your staff?',
    'staff-seats': 'May more people have a seat?',
    'subject-changed': 'Is this still the same person?',
    'organization-name': 'Is this the organization that is here already?',
    'organization-source': 'May this directory bring people into this organization?',
    'setup-proposal': 'May their own IT change this?',
    brake: 'Is it meant that so many leave?',
  },
  why: {
    'address-held':
      'The directory gives its person an address that another customer holds. Its person has no address until this is settled.',
    'address-of-another':
      'Another directory has proven the domain of this address. Its person has no address until this is settled.',
    'staff-address': 'The address belongs to your staff, or lies in a domain that is reserved for them.',
    'access-policy': 'The access policy does not let in whom the directory sends. They wait until it does.',
    quota: 'The directory has as many people as it may have. Whom it sends beyond that waits.',
    'link-unproven':
      'Somebody known here holds this address. The directory has no authority for it, so nobody was linked.',
    'returned-by-external-id':
      'Only the directory’s own id is that of a person who left. Name and address are others, so a new customer was made.',
    'erased-came-back':
      'Somebody has an address, a user name or an id that an erased person had. Whoever is new is held back, who is here stays without the address, and of the erased person nothing comes back.',
    'staff-held':
      'The directory of staff gives no address, one that somebody of your staff has, or one in a domain in which it has no say; or it takes away the last owner. Declare or prove the domain for it, or make somebody else an owner.',
    'staff-seats':
      'The rules of a directory of staff give more people a role than there are seats. Whoever is beyond is a member until a seat is free. The page Subscription says how many there are.',
    'subject-changed': 'The identity provider names another subject for a person who is known.',
    'organization-name': 'A group has the name of an organization that this directory did not make.',
    'organization-source': 'Its people would see what this organization shares.',
    'setup-proposal':
      'The directory is live, and the customer’s own IT wants another certificate, issuer or token, or to let people sign in, by its set-up page. Whoever has it can say who signs in, or who belongs to the directory. Ask them on another way if you do not expect it.',
    brake:
      'A directory took away from more than a tenth of its people, or of an organization’s members, within an hour. Whoever it deactivated is signed out. Memberships stay and new addresses wait until you decide.',
  },
  closesItself: 'It closes by itself',
  closes: {
    'address-held':
      'when the other customer gives the address up, or when the directory gives another address or none.',
    'address-of-another':
      'when nobody else has proven the domain any more, or when the directory gives another address.',
    'staff-address': 'when the directory gives another address, or when the address is no longer of staff.',
    'access-policy': 'when the policy lets them in.',
    quota: 'when the directory has room again.',
    'link-unproven':
      'when the directory gets authority for the domain, or when the other customer gives the address up.',
    'returned-by-external-id': 'when the directory takes the user away.',
    'erased-came-back': 'when the directory takes the user away, or gives other values.',
    'staff-held':
      'when the directory gives another address or takes the user away, when it has a say in the domain, or when another owner can sign in.',
    'staff-seats': 'when nobody waits for a seat any more.',
    'subject-changed': 'when the directory takes the user away.',
    'organization-name':
      'when the group or the other organization has another name, or one of the two is gone.',
    'organization-source': 'when the rule is taken back.',
    'setup-proposal': 'when the set-up page by which it was proposed is withdrawn.',
    brake: 'never: it waits for you.',
  },
  proposed: 'What is proposed',
  mirror: 'What the identity provider says',
  mirrorGone: 'It says nothing about this person any more.',
  userName: 'User name',
  externalId: 'Its own id',
  name: 'Name',
  address: 'Address',
  wanted: 'Wanted address',
  organizationHere: 'Here already',
  organizationApart: 'Kept apart',
  feeds: 'Comes from',
  madeBy: 'Made',
  byHand: 'by hand',
  byDirectory: 'by a directory',
  joinersSee: 'Joiners see',
  seeEarlier: 'earlier requests, too',
  seeLater: 'requests from joining on',
  newHere: 'The customer of this directory',
  knownHere: 'Known here',
  compare: 'Both sides',
  managedBy: 'Managed by',
  addresses: 'Addresses',
  formerAddresses: 'Former addresses',
  noAddress: 'No address',
  organizations: 'Organizations',
  requests: 'Requests',
  state: 'State',
  same: 'same',
  differs: 'differs',
  evidence: 'What the evidence says',
  speaksFor: (directory: string, authority: 'proven' | 'declared') =>
    authority === 'proven'
      ? `${directory} has proven the domain of the address.`
      : `${directory} speaks for the domain of the address: an administrator declared it.`,
  nobodySpeaks:
    'No directory speaks for the domain of the address. Anybody with an identity provider could write it.',
  decide: 'Decide',
  decisions: {
    'keep-apart': 'Two people: keep apart',
    link: 'The same person: link',
    confirm: 'It may: confirm',
    refuse: 'It may not: refuse',
    raise: 'It may: raise the number',
    admit: 'Yes: let in as somebody new',
    'accept-subject': 'Yes: the new subject is theirs',
    'keep-out': 'No: keep out',
    'staff-held link': 'Yes: this is the one of the staff',
    'staff-held keep-apart': 'No: leave it as it is',
    'organization-name keep-apart': 'Two organizations: keep apart',
    adopt: 'It is that one: the group feeds it',
    merge: 'They are one: the requests go over, too',
    'let-in': 'They may: let them in',
    'release-address': 'The staff member is gone: release the address',
    release: 'It is meant: let it happen',
    revert: 'It is a mistake: keep the memberships',
  } as Words,
  acts: {
    'keep-apart': 'Keep apart',
    link: 'Link these two',
    confirm: 'Confirm',
    refuse: 'Refuse',
    raise: 'Raise the number',
    admit: 'Let in',
    'accept-subject': 'Accept the new subject',
    'keep-out': 'Keep out',
    adopt: 'Let the group feed it',
    merge: 'Merge the two',
    'let-in': 'Let them in',
    'release-address': 'Release the address',
    release: 'Let it happen',
    revert: 'Keep the memberships',
  } as Words,
  effects: {
    'stays-as-it-is': () => 'Everything stays as it is, and the same question is not asked again.',
    'feeds-organization': ({ joins, readable }) =>
      `${plural(Number(joins), { none: 'Nobody joins the organization now; whoever does could read', one: '1 person joins the organization, and could read', other: '{n} people join the organization, and could read' })} ${plural(Number(readable), { none: 'none of its earlier requests', one: '1 of its earlier requests', other: '{n} of its earlier requests' })}.`,
    'first-joining': ({ names, more }) => `Who joins: ${names}${andMore(Number(more))}.`,
    'first-readable': ({ names, more }) => `What they could read: ${names}${andMore(Number(more))}.`,
    'organization-goes': ({ organization }) => `${organization} goes: nothing feeds it then.`,
    'organization-left': ({ organization, people, requests }) =>
      `${plural(Number(people), { none: 'Nobody leaves', one: '1 person leaves', other: '{n} people leave' })} ${organization}, which keeps ${plural(Number(requests), { none: 'no request', one: '1 request', other: '{n} requests' })}. Each of them sees only their own of these.`,
    'others-see': ({ organization }) =>
      `Whoever belongs to ${organization} sees those that were asked after they joined.`,
    'comers-see-own': ({ organization }) =>
      `Whoever comes from ${organization} joins just now: of these they see only their own, and all that is shared from then on.`,
    'others-see-all': ({ organization }) => `Everybody of ${organization} sees them.`,
    'raises-quota': ({ waiting, max }) =>
      `${plural(Number(waiting), { none: 'Nobody waits.', one: '1 person who waits comes in.', other: '{n} people who wait come in.' })} The directory may have ${plural(Number(max), { one: '1 person', other: '{n} people' })} from then on. Whoever came in stays when this is taken back.`,
    'admits-anew': () =>
      'Whoever comes with what the erased person had is let in, as somebody new. Nothing of before comes along.',
    'lets-take': () =>
      'The person may have the address that the erased person had. Nothing of before comes along.',
    'lets-in': ({ waiting }) =>
      `${plural(Number(waiting), { none: 'Nobody waits.', one: '1 person who waits comes in, whatever the policy says.', other: '{n} people who wait come in, whatever the policy says.' })} Whoever came in stays when this is taken back.`,
    'keeps-waiting-out': ({ waiting }) =>
      `${plural(Number(waiting), { none: 'Nobody waits.', one: '1 person who waits stays out.', other: '{n} people who wait stay out.' })} You are asked again only about whoever comes later.`,
    'links-staff': ({ name }) =>
      `${name} of the staff is managed by this directory from then on: name, address and whether they come in are its word. The role that people gave stays.`,
    'releases-staff-address': ({ name }) =>
      `The address is no longer kept for ${name}, whose account is disabled: the person whom the directory sends may have it. Enabled again, ${name} has it back.`,
    'accepts-subject': () =>
      'The next subject that the provider names for the person counts, the one of before opens nothing any more, and the sessions through the directory end.',
    'keeps-out': () => 'Nobody comes in, and the same question is not asked again.',
    'brake-releases': ({ members, groups, addresses }) =>
      `${plural(Number(members), { none: 'No removed member waits.', one: '1 person who was taken out of a group is no longer a member.', other: '{n} people who were taken out of groups are no longer members.' })} ${plural(Number(groups), { none: '', one: '1 group no longer leads to its organization.', other: '{n} groups no longer lead to their organizations.' })} ${plural(Number(addresses), { none: '', one: '1 address that waits is taken.', other: '{n} addresses that wait are taken.' })}`.trim(),
    'brake-reverts': ({ members, groups, addresses }) =>
      `${plural(Number(members), { none: 'Nobody was taken out of a group.', one: '1 person who was taken out of a group stays a member.', other: '{n} people who were taken out of groups stay members.' })} ${plural(Number(groups), { none: '', one: '1 group that leads nowhere any more goes on counting.', other: '{n} groups that lead nowhere any more go on counting.' })} ${plural(Number(addresses), { none: '', one: '1 address that waits is looked at again when the directory next speaks of the person.', other: '{n} addresses that wait are looked at again when the directory next speaks of the people.' })} Nobody who was deactivated can sign in by this.`,
    'adds-certificate': ({ fingerprint, until }) =>
      `What is signed by the certificate ${fingerprint} is believed from then on, until ${until}.`,
    'connects-by': ({ protocol, issuer }) =>
      `The directory is connected to ${issuer} by ${protocol}. Nobody signs in by it until its mode says so.`,
    'changes-issuer': ({ issuer, target }) =>
      `The directory’s people sign in at ${issuer} (${target}) from then on. Whoever came in by the connection signs in again.`,
    'lets-people-in': () => 'The directory’s people may sign in by its connection from then on.',
    'lets-make-token': ({ label }) =>
      `Their IT may make one token, “${label}”. Whoever has it can change the directory’s people.`,
    'keeps-as-it-was': () => 'Nothing changes, and their IT sees that it was refused.',
    'rules-go': () => 'What waits is taken out of the rules again.',
    survives: ({ name, survivor, merged }) =>
      `${merged} becomes part of ${survivor}: one customer, called ${name}, who has everything of both.`,
    'requests-move': ({ count }) =>
      plural(Number(count), {
        none: 'No request moves.',
        one: '1 request moves.',
        other: '{n} requests move.',
      }),
    'portals-named-too': ({ portals, organization }) =>
      `Everybody of ${organization} sees the portals that name the other one: ${portals}.`,
    'portals-unnamed': ({ portals }) => `Portals that name it name it no more: ${portals}.`,
    'sees-organization': ({ organization }) => `Gains sight of what ${organization} shares.`,
    'managed-by': ({ directory }) => `${directory} manages this person from then on.`,
    'address-former': ({ address }) => `${address} becomes a former address.`,
    'several-directories': () =>
      'Several directories have this person then: each ends only its own way in, and name and address stay where they are.',
    'becomes-active': () => 'The person becomes active.',
    'becomes-inactive': () => 'The person becomes inactive.',
    'apart-again': ({ merged }) => `${merged} is a customer of their own again.`,
    'requests-go-back': ({ count }) =>
      plural(Number(count), {
        none: 'No request goes back.',
        one: '1 request goes back.',
        other: '{n} requests go back.',
      }),
    'stay-requests': ({ count }) =>
      plural(Number(count), {
        one: '1 request that arrived since stays here.',
        other: '{n} requests that arrived since stay here.',
      }),
    'stay-addresses': ({ count }) =>
      plural(Number(count), {
        one: '1 address that arrived since stays here.',
        other: '{n} addresses that arrived since stay here.',
      }),
    'stay-users': ({ count }) =>
      plural(Number(count), {
        one: '1 directory user that arrived since stays here.',
        other: '{n} directory users that arrived since stay here.',
      }),
  } as { readonly [code: string]: (values: Readonly<Record<string, string | number>>) => string },
  effect: 'What it does',
  undoHint: 'It can be taken back for seven days.',
  always: (directory: string) => `Always do this when ${directory} brings it up`,
  alwaysHint:
    'Such cases are decided at once from now on, and listed as closed. It is taken back in the directory’s settings.',
  rules: 'Decided without asking',
  askAgain: 'Ask again',
  undo: 'Take the decision back',
  undoUntil: 'It can be taken back until {when}.',
  decided: (what: string, who: string) => `${what}, by ${who}`,
  itself: 'It settled itself',
  byMerge: 'The two were merged',
  gone: 'The directory took the user away',
  withdrawn: 'The set-up page by which it was proposed was withdrawn',
  undone: 'Taken back; the question is asked again as another case',
  outcomes: {
    'keep-apart': 'Kept apart',
    link: 'Linked',
    confirm: 'Confirmed',
    refuse: 'Refused',
    raise: 'Number raised',
    admit: 'Let in as somebody new',
    'accept-subject': 'New subject accepted',
    'keep-out': 'Kept out',
    adopt: 'Adopted',
    merge: 'Merged',
    'let-in': 'Let in',
    'release-address': 'Address released',
    release: 'It was meant',
    revert: 'Memberships kept',
  } as Words,
  noDecision: 'There is nothing to decide by hand yet: it closes by itself.',
  told: 'Somebody was faster',
  toldWhy: 'This case, or what it shows, has changed since you read it. Look again before you decide.',
  showNow: 'Show how it is now',
}
