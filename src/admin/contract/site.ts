import { z } from 'zod'
import { type Contract, key, moment, name } from '../../model/contract.ts'
import { detailTypes } from '../../model/identity/detail-field.ts'

const site = z
  .strictObject({
    id: key,
    slug: z.string(),
    name: z.string(),
    /** Where people reach it; links in mails and SCIM base URLs begin with this. */
    publicUrl: z.string(),
    exchangeDays: z.number().int().meta({ description: 'How many days exchanges are kept.' }),
    createdAt: moment,
  })
  .meta({ id: 'Site' })

const detailField = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    type: z.enum(detailTypes),
    description: z.string(),
    attribute: z.string().meta({ description: 'What an identity provider writes to, as a full path.' }),
  })
  .meta({ id: 'DetailField' })

export const siteRoutes = {
  getSite: {
    method: 'GET',
    path: '/api/site',
    tag: 'Site',
    summary: 'Read the site and its settings',
    permission: 'site.read',
    answer: site,
  },
  changeSite: {
    method: 'PATCH',
    path: '/api/site',
    tag: 'Site',
    summary: 'Change settings of the site; what is not given stays',
    permission: 'site.change',
    body: z.strictObject({
      name: name.optional(),
      exchangeDays: z.number().int().min(1).max(3650).optional(),
    }),
    answer: site,
  },
  listDetailFields: {
    method: 'GET',
    path: '/api/detail-fields',
    tag: 'Customer detail fields',
    summary: 'List what the site wants to know of its customers beyond name and address; never more than 50',
    permission: 'site.read',
    answer: z.strictObject({ items: z.array(detailField) }),
  },
  createDetailField: {
    method: 'POST',
    path: '/api/detail-fields',
    tag: 'Customer detail fields',
    summary: 'Add a customer detail field',
    permission: 'site.change',
    creates: true,
    body: z.strictObject({
      key: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/),
      label: z.string().max(100).optional(),
      type: z.enum(detailTypes).default('text'),
      description: z.string().max(500).default(''),
    }),
    answer: detailField,
  },
  deleteDetailField: {
    method: 'DELETE',
    path: '/api/detail-fields/{key}',
    tag: 'Customer detail fields',
    summary: 'Take a customer detail field away; what directories said about it is shown no more',
    permission: 'site.change',
    params: z.strictObject({ key: z.string().max(63) }),
  },
} as const satisfies Contract
