/**
 * Every page by its path, parameters as `$name`. The router shows what stands here, and the server answers a page for
 * these paths alone.
 */
export const paths = {
  home: '/',
  start: '/start/$link',
  link: '/link/$link',
  signIn: '/sign-in',
  signInFailed: '/sign-in/failed',
  overview: '/admin',
  directories: '/admin/directories',
  connect: '/admin/directories/new',
  directory: '/admin/directories/$directoryId',
  provisioning: '/admin/directories/$directoryId/provisioning',
  directoryPeople: '/admin/directories/$directoryId/people',
  directoryGroups: '/admin/directories/$directoryId/groups',
  directoryGroup: '/admin/directories/$directoryId/groups/$groupId',
  mapping: '/admin/directories/$directoryId/mapping',
  preview: '/admin/directories/$directoryId/preview',
  domains: '/admin/directories/$directoryId/domains',
  tokens: '/admin/directories/$directoryId/tokens',
  directorySignIn: '/admin/directories/$directoryId/sign-in',
  directorySettings: '/admin/directories/$directoryId/settings',
  cases: '/admin/cases',
  case: '/admin/cases/$caseId',
  people: '/admin/people',
  imports: '/admin/people/import',
  import: '/admin/people/import/$importId',
  person: '/admin/people/$customerId',
  organizations: '/admin/organizations',
  organization: '/admin/organizations/$organizationId',
  access: '/admin/access',
  staff: '/admin/staff',
  apiKeys: '/admin/api-keys',
  mail: '/admin/mail',
  audit: '/admin/audit',
  work: '/admin/work',
  subscription: '/admin/subscription',
  settings: '/admin/settings',
  account: '/admin/account',
} as const

export const pagePaths: readonly string[] = Object.values(paths)
