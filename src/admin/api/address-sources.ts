import type { Call } from '../../http/contract-call.ts'
import { previewAddresses } from '../../people/address-preview.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const addressSourceHandlers = {
  async previewAddressSource(call: Call<Api['previewAddressSource']>) {
    const directory = await directoryOf(call)
    const found = await previewAddresses(call.database, call.site.id, directory, call.query.addressFrom)
    const needed = directory.audience === 'staff' ? 'staff.read' : 'customers.read'
    return { ...found, first: call.caller.permissions.includes(needed) ? [...found.first] : [] }
  },
}
