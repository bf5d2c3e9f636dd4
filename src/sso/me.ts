import type { StaffCaller } from '../http/staff-caller.ts'
import type { Answer } from '../model/contract.ts'
import { keyOf } from '../model/ids.ts'
import type { Site } from '../storage/sites.ts'
import type { signInApi } from './contract.ts'

/** Who somebody is and what he may do, as the pages are told. */
export function meOf(
  site: Pick<Site, 'id' | 'slug' | 'name'> & { readonly deletionDue?: Date | null },
  { staffId, name, address, role, permissions }: Omit<StaffCaller, 'sessionId'>,
): Answer<typeof signInApi.getMe> {
  return {
    staff: { id: staffId, name, address, role },
    permissions: [...permissions],
    site: {
      id: keyOf(site.id),
      slug: site.slug,
      name: site.name,
      deletionDue: site.deletionDue?.toISOString() ?? null,
    },
  }
}
