import type { Call } from '../../http/contract-call.ts'
import { erase, previewErasure } from '../../people/erase.ts'
import type { adminApi } from '../contract.ts'

type Api = typeof adminApi

export const erasureHandlers = {
  async previewErasure({ database, site, params }: Call<Api['previewErasure']>) {
    const effects = await previewErasure(database, site.id, params.customerId)
    return { effects: effects.map(({ code, values }) => ({ code, values: { ...values } })) }
  },

  async eraseCustomer({ database, site, params, body, audit }: Call<Api['eraseCustomer']>) {
    await erase(database, site.id, { ...params, ...body }, audit)
    return { id: params.customerId }
  },
}
