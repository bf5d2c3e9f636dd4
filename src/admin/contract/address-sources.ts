import { z } from 'zod'
import { type Contract, key, resourceId } from '../../model/contract.ts'
import { addressOutcomes } from '../../model/identity/address-preview.ts'
import { addressSources } from '../../model/identity/dialect-settings.ts'

const count = z.number().int()

/** Which attribute is the address of a directory's people. */
export const addressSourceRoutes = {
  previewAddressSource: {
    method: 'GET',
    path: '/api/directories/{directoryId}/settings/address-preview',
    tag: 'Directories',
    summary: 'Count who would have another address by another `addressFrom`, and who would lose one',
    permission: 'directories.read',
    saysMoreFor: ['customers.read', 'staff.read'],
    params: z.strictObject({ directoryId: key }),
    query: z.strictObject({ addressFrom: z.enum(addressSources) }),
    answer: z
      .strictObject({
        held: count.meta({ description: 'Who would hold another address, or the one that is claimed now.' }),
        claimed: count,
        refused: count.meta({ description: 'Who would stay without an address, with a case.' }),
        lost: count.meta({ description: 'Whose address nobody would confirm any more.' }),
        waits: count.meta({ description: 'Who would be nobody until a person decides.' }),
        hasMore: z.boolean().meta({ description: 'There are more people than were looked at.' }),
        first: z
          .array(
            z.strictObject({
              id: resourceId.meta({ description: "The directory user's." }),
              name: z.string(),
              before: z.string().nullable(),
              after: z.string().nullable(),
              as: z.enum(addressOutcomes),
            }),
          )
          .meta({ description: 'Some of each; none for whoever may not read the people of the directory.' }),
      })
      .meta({ id: 'AddressPreview' }),
  },
} as const satisfies Contract
