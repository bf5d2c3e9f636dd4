import { z } from 'zod'
import {
  forgetProperty,
  keepProperty,
  readProperty,
  readPropertyKeys,
} from '../../people/organization-properties.ts'
import { type AnyCall, operation } from './operation.ts'
import { organizationOfId } from './organizations.ts'
import { servicedeskRoot } from './root.ts'

const path = '/organization/{organizationId}/property'
const one = `${path}/{propertyKey}`

const organizationIn = (call: AnyCall) => organizationOfId(call, call.params.organizationId ?? '')

export const propertyOperations = [
  operation('GET', path, { needs: 'organizations.read' }, async (call) => {
    const { database, site, siteUrl } = call
    const { id } = await organizationIn(call)
    const keys = await readPropertyKeys(database, site.id, id)
    const here = `${siteUrl}${servicedeskRoot}/organization/${call.params.organizationId}/property`
    return { keys: keys.map((key) => ({ key, self: `${here}/${encodeURIComponent(key)}` })) }
  }),
  operation('GET', one, { needs: 'organizations.read' }, async (call) => {
    const { database, site, params } = call
    const { id } = await organizationIn(call)
    const key = params.propertyKey ?? ''
    return { key, value: await readProperty(database, site.id, id, key) }
  }),
  operation('PUT', one, { needs: 'organizations.change', body: z.unknown() }, async (call) => {
    const { database, site, params, body, audit } = call
    const { id } = await organizationIn(call)
    await keepProperty(database, site.id, id, params.propertyKey ?? '', body, audit)
    return undefined
  }),
  operation('DELETE', one, { needs: 'organizations.change' }, async (call) => {
    const { database, site, params, audit } = call
    const { id } = await organizationIn(call)
    await forgetProperty(database, site.id, id, params.propertyKey ?? '', audit)
    return undefined
  }),
]
