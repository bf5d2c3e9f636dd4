import type { Call } from '../../http/contract-call.ts'
import type { Answer } from '../../model/contract.ts'
import { type BrakeView, letGoOfKept, readBrake } from '../../people/brake-view.ts'
import type { adminApi } from '../contract.ts'
import { directoryOf } from './directory-of.ts'

type Api = typeof adminApi

export const brakeHandlers = {
  async getBrake(call: Call<Api['getBrake']>) {
    const { directoryId } = await directoryOf(call)
    return viewOf(await readBrake(call.database, call.site.id, directoryId), mayRead(call))
  },

  async letGoOfKept(call: Call<Api['letGoOfKept']>) {
    const { database, site, audit } = call
    const { directoryId } = await directoryOf(call)
    await letGoOfKept(database, site.id, directoryId, audit)
    return viewOf(await readBrake(database, site.id, directoryId), mayRead(call))
  },
}

const mayRead = ({ caller }: Call<Api['getBrake']> | Call<Api['letGoOfKept']>) =>
  caller.permissions.includes('customers.read')

function viewOf(
  { isOn, caseId, brakes, waiting, kept, first }: BrakeView,
  mayReadPeople: boolean,
): Answer<Api['getBrake']> {
  return {
    isOn,
    caseId,
    brakes: brakes.map(({ organizationId, organization, state, engagedAt, lost, before }) => ({
      organization: organizationId === null ? null : { id: organizationId, name: organization ?? '' },
      state: state === 'on' ? 'on' : 'kept',
      engagedAt: engagedAt.toISOString(),
      lost,
      before,
    })),
    waiting,
    kept,
    first: mayReadPeople ? [...first] : [],
  }
}
