import { z } from 'zod'
import { type Contract, key, moment, name, resourceId, text } from '../../model/contract.ts'
import { attachmentGbMax, attachmentMbMax, blockedMax, endingPattern } from '../../model/desk/attachment.ts'
import { detailTypes } from '../../model/identity/detail-field.ts'
import { reaches } from '../../model/reach.ts'
import {
  accentPattern,
  customerIdleHoursMax,
  customerSessionDaysMax,
  isTimeZone,
  languages,
} from '../../model/site-settings.ts'
import { months } from './leavers.ts'

const accent = z.string().toLowerCase().regex(accentPattern, 'must be a colour such as #3158b8')
const language = z.enum(languages)
const idleHours = z.number().int().min(1).max(customerIdleHoursMax)
const sessionDays = z.number().int().min(1).max(customerSessionDaysMax)
const fileMb = z.number().int().min(1).max(attachmentMbMax)
const filesGib = z.number().int().min(0).max(attachmentGbMax)
const endings = z
  .array(
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(endingPattern, 'must be the ending of a file name without its dot, such as exe'),
  )
  .max(blockedMax)
  .transform((all) => [...new Set(all)].sort())
const offered = z
  .array(language)
  .min(1)
  .max(languages.length)
  .refine((all) => new Set(all).size === all.length, 'must name each language once')

const site = z
  .strictObject({
    id: key,
    slug: z.string(),
    name: z.string(),
    /** Where people reach it; links in mails and SCIM base URLs begin with this. */
    publicUrl: z.string(),
    exchangeDays: z.number().int().meta({ description: 'How many days exchanges are kept.' }),
    signInMonths: months.meta({
      description: 'For how long it is kept from where people signed in; 0: ever.',
    }),
    leaverMonths: months.meta({ description: 'How long after they left people are erased; 0: never.' }),
    accent: accent.nullable().meta({ description: "A colour; null is Doorward's own." }),
    logo: z.string().nullable().meta({ description: 'Where the logo is served, at the site itself.' }),
    languages: offered.meta({ description: 'The languages that are offered.' }),
    language: language.meta({ description: 'For whoever has chosen none of them.' }),
    timeZone: z.string().meta({ description: 'By its IANA name.' }),
    staffDomains: z.array(z.string()).meta({ description: 'Domains in which no customer has an address.' }),
    customerIdleHours: idleHours.meta({
      description: "After how many hours without use a customer's session ends.",
    }),
    customerSessionDays: sessionDays.meta({ description: 'After how many days it ends in any case.' }),
    companyChooser: z
      .boolean()
      .meta({ description: 'Whether the sign-in page lets people choose their company.' }),
    customerPasswords: z
      .boolean()
      .meta({ description: 'Whether customers may have a password besides the code by mail.' }),
    customerPasskeys: z.boolean().meta({ description: 'Whether customers may have passkeys.' }),
    customerApiKeys: z.boolean().meta({
      description: 'Whether customers may have API keys, by which programs ask for them.',
    }),
    defaultDirectory: key.nullable().meta({
      description: 'The directory whose door the sign-in page shows first, while it signs people in.',
    }),
    attachmentMbMax: fileMb.meta({ description: 'How large a file of a request may be, in MB.' }),
    attachmentGbMax: filesGib.meta({
      description: 'How much all files may have together, in GiB; 0: as much as the disk holds.',
    }),
    attachmentMbServerMax: z.number().int().meta({
      description: 'What the server allows at most, whatever the site says (ATTACHMENT_MB_MAX).',
    }),
    blockedEndings: z.array(z.string()).meta({
      description: 'Endings of files that nobody may attach, without the dot.',
    }),
    blockedByDefault: z.boolean().meta({ description: "Whether these are Doorward's own list." }),
    addressNotices: z.boolean().meta({
      description: 'Whether people hear at the old and the new address that theirs was changed.',
    }),
    createdAt: moment,
  })
  .meta({ id: 'Site' })

const shade = z.string().regex(accentPattern)
const shades = z.strictObject({ fill: shade, fillHover: shade, link: shade, focus: shade, selected: shade })

const detailField = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    type: z.enum(detailTypes),
    description: z.string(),
    attribute: z.string().meta({ description: 'What an identity provider writes to, as a full path.' }),
  })
  .meta({ id: 'DetailField' })

const deletion = z
  .strictObject({
    slug: z.string(),
    due: moment.nullable().meta({ description: 'When the site goes; null: it stays.' }),
    graceDays: z.number().int(),
    /** Every customer, and at most 10,000 of the others each. */
    counts: z.strictObject({
      staff: z.number().int(),
      directories: z.number().int(),
      customers: z.number().int(),
      organizations: z.number().int(),
      requests: z.number().int(),
    }),
  })
  .meta({ id: 'SiteDeletion' })

const siteExport = z
  .strictObject({
    id: resourceId,
    state: z.enum(['waiting', 'running', 'ready', 'failed']),
    requestedAt: moment,
    tablesTotal: z.number().int(),
    tablesDone: z.number().int(),
    rows: z.number().int(),
    bytes: z.number().int(),
    /** Until when it can be downloaded. */
    expiresAt: moment,
  })
  .meta({ id: 'SiteExport' })

const fieldParams = z.strictObject({ key: text.max(63) })

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
      signInMonths: months.optional(),
      leaverMonths: months.optional(),
      accent: accent.nullable().optional(),
      languages: offered.optional(),
      language: language.optional(),
      timeZone: text
        .refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Zurich')
        .optional(),
      staffDomains: z.array(text.max(253)).max(50).optional(),
      addressNotices: z.boolean().optional(),
      customerIdleHours: idleHours.optional(),
      customerSessionDays: sessionDays.optional(),
      companyChooser: z.boolean().optional(),
      customerPasswords: z.boolean().optional(),
      customerPasskeys: z.boolean().optional(),
      customerApiKeys: z.boolean().optional(),
      defaultDirectory: key.nullable().optional(),
      attachmentMbMax: fileMb.optional(),
      attachmentGbMax: filesGib.optional(),
      blockedEndings: endings.nullable().optional().meta({
        description: "Endings of files that nobody may attach, without the dot; null is Doorward's own list.",
      }),
    }),
    answer: site,
  },
  getSiteFiles: {
    method: 'GET',
    path: '/api/site/files',
    tag: 'Site',
    summary: 'Say how much the files of all requests have together, and how much they may have',
    permission: 'site.read',
    answer: z.strictObject({
      bytes: z.number().int().meta({ description: 'Those on their way as large as they will be.' }),
      bytesMax: z.number().int().nullable().meta({ description: 'Null: as much as the disk holds.' }),
      bytesOfCustomerDay: z.number().int().meta({
        description: 'How much one customer brings within 24 hours at most.',
      }),
    }),
  },
  setLogo: {
    method: 'POST',
    path: '/api/site/logo',
    tag: 'Site',
    summary:
      'Give the site a logo: PNG, JPEG or WebP of at most 512 KiB; it is decoded and kept as a small PNG',
    permission: 'site.change',
    bodyMax: 1024 * 1024,
    body: z.strictObject({
      image: z.base64('must be the file in base64').min(1).meta({ description: 'The file, in base64.' }),
    }),
    answer: site,
  },
  removeLogo: {
    method: 'DELETE',
    path: '/api/site/logo',
    tag: 'Site',
    summary: 'Take the logo away',
    permission: 'site.change',
  },
  previewAccent: {
    method: 'GET',
    path: '/api/site/accent',
    tag: 'Site',
    summary: 'Read which shades of a colour the pages would use, so that everything can be read',
    permission: 'site.read',
    query: z.strictObject({ accent }),
    answer: z.strictObject({ light: shades, dark: shades }).meta({ id: 'AccentShades' }),
  },
  checkPublicUrl: {
    method: 'GET',
    path: '/api/site/public-url',
    tag: 'Site',
    summary: 'Check whether identity providers can reach the site, as far as the server can know',
    permission: 'site.read',
    saysMoreFor: ['directories.change'],
    answer: z
      .strictObject({
        url: z.string(),
        /** What providers' addresses may lead to beside the public Internet (OUTBOUND_ALLOW); null: not for the caller. */
        outboundAllow: z.array(z.string()).nullable(),
        isHttps: z.boolean(),
        reach: z.enum(reaches),
        /** Who has the address, and must be told of another one. */
        directories: z.array(z.strictObject({ id: key, name: z.string(), scimBaseUrl: z.string() })),
      })
      .meta({ id: 'PublicUrlCheck' }),
  },
  getDeletion: {
    method: 'GET',
    path: '/api/site/deletion',
    tag: 'Site',
    summary: 'Read what would go with the site, and when it goes',
    permission: 'site.delete',
    sessionOnly: true,
    whileLeaving: true,
    answer: deletion,
  },
  deleteSite: {
    method: 'POST',
    path: '/api/site/deletion',
    tag: 'Site',
    summary: 'Have the site go in a week; until then it answers nothing but its restoration',
    permission: 'site.delete',
    freshSignIn: true,
    sessionOnly: true,
    body: z.strictObject({
      confirm: text.meta({ description: "The site's short name, typed once more." }),
    }),
    answer: deletion,
  },
  restoreSite: {
    method: 'POST',
    path: '/api/site/restore',
    tag: 'Site',
    summary: 'Keep a site that was to go',
    permission: 'site.delete',
    whileLeaving: true,
    sessionOnly: true,
    answer: deletion,
  },
  listExports: {
    method: 'GET',
    path: '/api/site/exports',
    tag: 'Site',
    summary: 'List the exports of the site that were asked for, the newest first, and how far they are',
    permission: 'site.export',
    sessionOnly: true,
    answer: z.strictObject({ items: z.array(siteExport) }),
  },
  requestExport: {
    method: 'POST',
    path: '/api/site/exports',
    tag: 'Site',
    summary: 'Ask for everything of the site as a file; it is made in the background and kept for a day',
    permission: 'site.export',
    sessionOnly: true,
    freshSignIn: true,
    creates: true,
    answer: siteExport,
  },
  downloadExport: {
    method: 'GET',
    path: '/api/site/exports/{exportId}/file',
    tag: 'Site',
    summary: 'Download an export: lines of JSON, gzipped, without secrets',
    permission: 'site.export',
    sessionOnly: true,
    freshSignIn: true,
    params: z.strictObject({ exportId: resourceId }),
    media: 'application/gzip',
    streams: true,
    answer: z.string(),
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
      key: z
        .string()
        .regex(
          /^[A-Za-z][A-Za-z0-9_]{0,62}$/,
          'must be 1 to 63 letters, digits and _, beginning with a letter, such as contractNumber',
        ),
      label: text.max(100).optional(),
      type: z.enum(detailTypes).default('text'),
      description: text.max(500).default(''),
    }),
    answer: detailField,
  },
  getDetailField: {
    method: 'GET',
    path: '/api/detail-fields/{key}',
    tag: 'Customer detail fields',
    summary: 'Read a customer detail field',
    permission: 'site.read',
    params: fieldParams,
    answer: detailField,
  },
  changeDetailField: {
    method: 'PATCH',
    path: '/api/detail-fields/{key}',
    tag: 'Customer detail fields',
    summary: 'Give a customer detail field another label or description; what is not given stays',
    permission: 'site.change',
    params: fieldParams,
    body: z.strictObject({
      label: text.trim().min(1).max(100).optional(),
      description: text.trim().max(500).optional(),
    }),
    answer: detailField,
  },
  countDetailValues: {
    method: 'GET',
    path: '/api/detail-fields/{key}/values',
    tag: 'Customer detail fields',
    summary: 'Count the people who have a value that would be shown no more without the field',
    permission: 'site.read',
    params: fieldParams,
    answer: z.strictObject({
      people: z.number().int(),
      isAll: z.boolean().meta({ description: 'False: only the 50,000 newest customers were looked at.' }),
    }),
  },
  deleteDetailField: {
    method: 'DELETE',
    path: '/api/detail-fields/{key}',
    tag: 'Customer detail fields',
    summary: 'Take a customer detail field away; what directories said about it is shown no more',
    permission: 'site.change',
    heldToReading: true,
    params: fieldParams,
  },
} as const satisfies Contract
