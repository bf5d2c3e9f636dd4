// Whether whoever calls gets mails about a request.
import { mute, readMuted } from '../../requests/mail-wishes.ts'
import { viewerOf } from './caller.ts'
import { requestIn } from './on-request.ts'
import { type AnyCall, operation } from './operation.ts'

const path = '/request/{issueIdOrKey}/notification'

async function set(call: AnyCall, muted: boolean): Promise<undefined> {
  const { database, site } = call
  const { row } = await requestIn(call)
  await mute(database, site.id, row.id, { ...viewerOf(call), muted })
  return undefined
}

export const notificationOperations = [
  operation('GET', path, { needs: 'asker' }, async (call) => {
    const { database, site } = call
    const { row } = await requestIn(call)
    return { subscribed: !(await readMuted(database, site.id, row.id, viewerOf(call).person.id)) }
  }),
  operation('PUT', path, { needs: 'asker' }, (call) => set(call, false)),
  operation('DELETE', path, { needs: 'asker' }, (call) => set(call, true)),
]
