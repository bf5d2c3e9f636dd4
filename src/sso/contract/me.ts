import { z } from 'zod'
import { key, moment, resourceId } from '../../model/contract.ts'
import { type Permission, permissions, roles } from '../../model/permissions.ts'

/** Who is signed in, and what that person may do. */
export const me = z
  .strictObject({
    staff: z.strictObject({ id: resourceId, name: z.string(), address: z.string(), role: z.enum(roles) }),
    permissions: z.array(z.enum(permissions as [Permission, ...Permission[]])),
    site: z.strictObject({
      id: key,
      slug: z.string(),
      name: z.string(),
      deletionDue: moment.nullable().meta({ description: 'When the site goes; null: it stays.' }),
    }),
  })
  .meta({ id: 'Me' })
