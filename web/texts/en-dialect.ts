interface SettingWords {
  readonly label: string
  readonly hint?: string
  readonly values: { readonly [value: string]: string }
}

/** Settings of a directory by their name in the API, and what each value means, in English. */
export const dialect: { readonly settings: { readonly [name: string]: SettingWords } } = {
  settings: {
    patchAnswer: {
      label: 'Answer to a PATCH',
      values: {
        'users-200-groups-204': '200 with the user; 204 for groups',
        'always-200': '200 with what was changed',
        'always-204': '204 without content',
      },
    },
    missingElement: {
      label: 'Change of an element that is not there',
      hint: 'A PATCH that adds or replaces, with a filter in its path that matches nothing.',
      values: { create: 'Create it', 'no-target': 'Refuse it (noTarget)' },
    },
    emptyRemoval: {
      label: 'Removal of an element that is not there',
      values: { success: 'Take it as done', 'no-target': 'Refuse it (noTarget)' },
    },
    unknownMembers: {
      label: 'New members that are not in the directory',
      hint: 'A replacement of all members is refused in any case.',
      values: { refuse: 'Refuse the request', skip: 'Leave them out' },
    },
    unknownPaths: {
      label: 'PATCH of an attribute that nobody knows',
      values: { refuse: 'Refuse the request', skip: 'Leave it out' },
    },
    putWithoutMembers: {
      label: 'PUT of a group that names no members',
      hint: 'An empty list removes them in any case.',
      values: { keep: 'Keep its members', clear: 'Remove its members' },
    },
    groupNames: {
      label: 'Two groups of one name',
      values: { repeatable: 'Allow them', unique: 'Refuse the second (409)' },
    },
    externalIds: {
      label: 'An externalId',
      hint: 'If it is one person’s for ever, whoever comes back with it is that person.',
      values: { reusable: 'May be given to somebody else', immutable: 'Is one person’s for ever' },
    },
    addressFrom: {
      label: 'People’s address',
      hint: 'Only this one address of a person matches or proves anything. When you change it, people’s addresses follow.',
      values: {
        emails: 'The primary e-mail, else the one of type work, else the first, else the userName',
        'work-email': 'The e-mail of type work only',
        'user-name': 'The userName only',
      },
    },
  },
}
