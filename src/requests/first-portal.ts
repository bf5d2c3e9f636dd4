// A new site can be asked at once: it begins with one portal.
import { firstPortal } from '../model/desk/portal.ts'
import type { Language } from '../model/site-settings.ts'
import type { Transaction } from '../storage/database.ts'
import { insertPortal } from '../storage/desk/portals.ts'
import { insertRequestType, keepFields } from '../storage/desk/request-types.ts'
import { newId } from '../storage/new-id.ts'

/** Gives a site that is just being made its first portal, in its language. */
export function addFirstPortal(tx: Transaction, language: Language, now: Date): void {
  const { siteId } = tx
  const { key, name, requestType, field } = firstPortal[language]
  const [portalId, requestTypeId] = [newId(), newId()]
  const portal = { id: portalId, key, name, description: '', position: 1 }
  tx.write(
    insertPortal(
      siteId,
      { ...portal, audience: 'signed-in', forMembers: false, shareDefault: 'private' },
      now,
    ),
  )
  const one = { id: requestTypeId, portalId, name: requestType, description: '', position: 1 }
  tx.write(insertRequestType(siteId, one, now))
  const asked = { kind: 'paragraph', label: field, help: '', isRequired: true, options: [] } as const
  tx.write(keepFields(siteId, requestTypeId, [{ id: newId(), ...asked }], { now, deletesOthers: false }))
}
