import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

/** What pages say of directories of staff, in English. */
export const employees = {
  audience: 'Staff',
  noneYet: (name: string) => `${name} has brought nobody yet`,
  noneYetWhy: 'Assign people to the application at your identity provider: they join the staff as members.',
  noneWhileNotLive: 'Nobody joins the staff until the directory goes live.',
  noGroupWhy:
    'Groups appear here within a second after the identity provider has sent them. A rule can have one give a role.',
  roleByRule: (role: string) => `By a rule: ${role}`,
  rules: {
    title: 'Roles by groups',
    lead: 'Whom the directory brings is a member, who only asks and costs nothing. A group can give more by its id; of several the highest role counts. Whoever leaves the group loses the role at once. Nobody becomes an owner by it.',
    none: 'No group gives a role: everybody is a member.',
    group: 'Id of the group',
    groupHint: 'As the identity provider calls it (Entra: Object ID), or the id here. A name is no id.',
    role: 'Role',
    adminHint: 'Only an owner may have a group make admins.',
    name: 'Group',
    notSent: 'Not sent yet',
    noRole: 'None',
    act: 'Action',
    add: 'Add this rule',
    remove: 'Remove',
    removeWhat: (group: string) => `Remove the rule of ${group}`,
    what: 'Change who has which role?',
    save: 'Change the rules',
    nobody: 'Nobody has another role by this.',
    people: (n: number) =>
      plural(n, { one: '1 person gets another role', other: '{n} people get another role' }),
    more: 'And more.',
    person: 'Person',
    before: 'Role now',
    after: 'Role then',
    notYet: 'Not yet of the staff',
    seats: 'A seat must be free; whoever finds none stays a member.',
  },
  seats: {
    label: 'Seats at most',
    asLikes: 'As many as are given',
    hint: 'So many people may have a seat for directories of staff to give another one. Empty: as many as they like. By hand you may always give one.',
    change: 'Change the number of seats',
  },
  preview: {
    noneWhy:
      'See who joins the staff, who is known already, who gets a role, and what waits for a decision, before anything is granted. Counting changes nothing.',
    classes: {
      new: { label: 'new', why: 'join the staff', title: 'Join the staff' },
      linked: {
        label: 'linked',
        why: 'of the staff already, managed from then on',
        title: 'Of the staff already',
      },
      left: { label: 'left', why: 'of the staff, not active there any more', title: 'Have left' },
      joined: { label: 'with a role', why: 'get a role by a group', title: 'Get a role' },
    },
    becomes: (n: number) =>
      plural(n, {
        one: '1 person joins the staff. No mail is sent.',
        other: '{n} people join the staff. No mail is sent to them.',
        none: 'Nobody new joins the staff.',
      }),
    links: (n: number) =>
      plural(n, {
        one: '1 person of the staff is managed by this directory from then on.',
        other: '{n} people of the staff are managed by this directory from then on.',
      }),
    joins: (n: number) => plural(n, { one: '1 person gets a role.', other: '{n} people get a role.' }),
    noUndo: 'It can be paused at any time. Whoever has joined the staff by then stays.',
  },
}
