import type { Asker } from '../http/asker.ts'
import { seesEveryPortal } from '../model/desk/portal.ts'
import type { PortalAsker } from '../storage/desk/seen-portals.ts'

/** As whom somebody looks at the portals. */
export function portalAsker(asker: Asker | undefined): PortalAsker {
  if (!asker) return { kind: 'nobody' }
  const { person, role } = asker
  return person.kind === 'customer'
    ? { kind: 'customer', customerId: person.id }
    : { kind: 'staff', seesEvery: role !== undefined && seesEveryPortal(role) }
}
