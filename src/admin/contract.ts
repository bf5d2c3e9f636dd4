import { accessRoutes } from './contract/access.ts'
import { addressSourceRoutes } from './contract/address-sources.ts'
import { brakeRoutes } from './contract/brakes.ts'
import { caseRoutes } from './contract/cases.ts'
import { connectionRoutes } from './contract/connections.ts'
import { customerSessionRoutes } from './contract/customer-sessions.ts'
import { customerWayRoutes } from './contract/customer-ways.ts'
import { customerRoutes } from './contract/customers.ts'
import { directoryRoutes } from './contract/directories.ts'
import { domainMoveRoutes } from './contract/domain-moves.ts'
import { domainRoutes } from './contract/domains.ts'
import { erasureRoutes } from './contract/erasures.ts'
import { eventRoutes } from './contract/events.ts'
import { exportRoutes } from './contract/exports.ts'
import { groupRoutes } from './contract/groups.ts'
import { handOverRoutes } from './contract/hand-overs.ts'
import { heldPeopleRoutes } from './contract/held-people.ts'
import { importRoutes } from './contract/imports.ts'
import { invitationRoutes } from './contract/invitations.ts'
import { knownPeopleRoutes } from './contract/known-people.ts'
import { leaverRoutes } from './contract/leavers.ts'
import { mappingRoutes } from './contract/mapping.ts'
import { mergeRoutes } from './contract/merges.ts'
import { organizationRoutes } from './contract/organizations.ts'
import { overviewRoutes } from './contract/overview.ts'
import { peopleRoutes } from './contract/people.ts'
import { portalRoutes } from './contract/portals.ts'
import { previewRoutes } from './contract/previews.ts'
import { roleRuleRoutes } from './contract/role-rules.ts'
import { setupRoutes } from './contract/setup.ts'
import { setupConnectionRoutes } from './contract/setup-connection.ts'
import { setupLinkRoutes } from './contract/setup-links.ts'
import { setupSignInRoutes } from './contract/setup-sign-in.ts'
import { signInTestRoutes } from './contract/sign-in-tests.ts'
import { siteRoutes } from './contract/site.ts'
import { staffRoutes } from './contract/staff.ts'
import { subscriptionRoutes } from './contract/subscription.ts'
import { successionRoutes } from './contract/successions.ts'
import { workRoutes } from './contract/work.ts'

/** Everything an administrator can do over HTTP, by the name of the operation. */
export const adminApi = {
  ...siteRoutes,
  ...subscriptionRoutes,
  ...overviewRoutes,
  ...workRoutes,
  ...directoryRoutes,
  ...addressSourceRoutes,
  ...domainRoutes,
  ...domainMoveRoutes,
  ...connectionRoutes,
  ...setupLinkRoutes,
  ...knownPeopleRoutes,
  ...brakeRoutes,
  ...heldPeopleRoutes,
  ...successionRoutes,
  ...signInTestRoutes,
  ...previewRoutes,
  ...groupRoutes,
  ...mappingRoutes,
  ...roleRuleRoutes,
  ...peopleRoutes,
  ...customerRoutes,
  ...customerSessionRoutes,
  ...customerWayRoutes,
  ...invitationRoutes,
  ...organizationRoutes,
  ...portalRoutes,
  ...importRoutes,
  ...accessRoutes,
  ...caseRoutes,
  ...erasureRoutes,
  ...handOverRoutes,
  ...leaverRoutes,
  ...mergeRoutes,
  ...staffRoutes,
  ...eventRoutes,
  ...exportRoutes,
} as const

/** What a customer's own IT can do at the set-up page. */
export const setupApi = { ...setupRoutes, ...setupConnectionRoutes, ...setupSignInRoutes } as const
