import { serving } from '../http/contract-server.ts'
import { accessHandlers } from './api/access.ts'
import { addressSourceHandlers } from './api/address-sources.ts'
import { apiKeyHandlers } from './api/api-keys.ts'
import { brakeHandlers } from './api/brakes.ts'
import { caseRuleHandlers } from './api/case-rules.ts'
import { caseHandlers } from './api/cases.ts'
import { connectionHandlers } from './api/connections.ts'
import { customerSessionHandlers } from './api/customer-sessions.ts'
import { customerWayHandlers } from './api/customer-ways.ts'
import { customerHandlers } from './api/customers.ts'
import { directoryHandlers } from './api/directories.ts'
import { domainMoveHandlers } from './api/domain-moves.ts'
import { domainHandlers } from './api/domains.ts'
import { erasureHandlers } from './api/erasures.ts'
import { eventHandlers } from './api/events.ts'
import { exportHandlers } from './api/exports.ts'
import { groupHandlers } from './api/groups.ts'
import { handOverHandlers } from './api/hand-overs.ts'
import { heldPeopleHandlers } from './api/held-people.ts'
import { importHandlers } from './api/imports.ts'
import { invitationHandlers } from './api/invitations.ts'
import { knownPeopleHandlers } from './api/known-people.ts'
import { leaverHandlers } from './api/leavers.ts'
import { mappingHandlers } from './api/mapping.ts'
import { mergeHandlers } from './api/merges.ts'
import { organizationHandlers } from './api/organizations.ts'
import { overviewHandlers } from './api/overview.ts'
import { peopleHandlers } from './api/people.ts'
import { portalHandlers } from './api/portals.ts'
import { previewHandlers } from './api/previews.ts'
import { roleRuleHandlers } from './api/role-rules.ts'
import { setupLinkHandlers } from './api/setup-links.ts'
import { signInTestHandlers } from './api/sign-in-tests.ts'
import { siteHandlers } from './api/site.ts'
import { staffHandlers } from './api/staff.ts'
import { subscriptionHandlers } from './api/subscription.ts'
import { successionHandlers } from './api/successions.ts'
import { workHandlers } from './api/work.ts'
import { adminApi, setupApi } from './contract.ts'
import { setupConnectionHandlers } from './setup/connection.ts'
import { setupDoorHandlers } from './setup/door.ts'
import { setupPageHandlers } from './setup/page.ts'
import { setupSignInHandlers } from './setup/sign-in.ts'

/** Everything an administrator can do over HTTP. */
export const adminRoutes = serving(adminApi, {
  ...siteHandlers,
  ...subscriptionHandlers,
  ...overviewHandlers,
  ...workHandlers,
  ...directoryHandlers,
  ...addressSourceHandlers,
  ...domainHandlers,
  ...domainMoveHandlers,
  ...connectionHandlers,
  ...setupLinkHandlers,
  ...knownPeopleHandlers,
  ...brakeHandlers,
  ...heldPeopleHandlers,
  ...successionHandlers,
  ...signInTestHandlers,
  ...previewHandlers,
  ...groupHandlers,
  ...mappingHandlers,
  ...roleRuleHandlers,
  ...peopleHandlers,
  ...customerHandlers,
  ...customerSessionHandlers,
  ...customerWayHandlers,
  ...invitationHandlers,
  ...organizationHandlers,
  ...portalHandlers,
  ...importHandlers,
  ...accessHandlers,
  ...caseHandlers,
  ...caseRuleHandlers,
  ...erasureHandlers,
  ...handOverHandlers,
  ...leaverHandlers,
  ...mergeHandlers,
  ...staffHandlers,
  ...apiKeyHandlers,
  ...eventHandlers,
  ...exportHandlers,
})

/** What a customer's own IT can do at the set-up page of one directory. */
export const setupRoutes = serving(setupApi, {
  ...setupDoorHandlers,
  ...setupPageHandlers,
  ...setupConnectionHandlers,
  ...setupSignInHandlers,
})
