// What the control panel of the demonstration asks of the server. Without a demonstration there are no such routes.
import { z } from 'zod'
import { type Contract, key, lines, moment, resourceId, text } from '../src/model/contract.ts'
import { audiences } from '../src/model/identity/audience.ts'

const tag = 'Demonstration'
/** The owner alone, at a browser: whoever plays identity providers and senders can become everybody. */
const forOwner = { tag, permission: 'site.delete', sessionOnly: true } as const

const companyIds = ['globex', 'initech', 'hooli', 'umbra'] as const
export type CompanyId = (typeof companyIds)[number]

/** What may happen at a company with an identity provider, at any company by mail, and at the help desk itself. */
export const demoEvents = [
  'hire',
  'marry',
  'move-team',
  'rename-group',
  'dismiss',
  'restore',
  'delete-many',
  'empty-group',
  'rotate-certificate',
  'mail-own',
  'mail-look-alike',
  'mail-former',
  'mail-forged',
  'lapse',
  'renew',
] as const
export type DemoEvent = (typeof demoEvents)[number]

const person = z.strictObject({
  key: z.string(),
  name: z.string(),
  address: z.string(),
  department: z.string().nullable(),
  active: z.boolean(),
  /** What the address was before the provider changed it, the newest first. */
  formerAddresses: z.array(z.string()),
  /** This server does not hold the address: it was not told yet, or that waits for somebody. */
  waits: z.boolean(),
  /** Where the company's provider signs them in at once; null where there is none. */
  signInUrl: z.string().nullable(),
})

const company = z.strictObject({
  id: z.enum(companyIds),
  name: z.string(),
  domain: z.string(),
  /** Null: it has no identity provider. */
  provider: z
    .strictObject({
      preset: z.string(),
      protocol: z.enum(['saml', 'oidc']),
      directoryId: key,
      audience: z.enum(audiences),
    })
    .nullable(),
  people: z.array(person),
  groups: z.array(z.strictObject({ key: z.string(), name: z.string(), members: z.number().int() })),
})

const panel = z.strictObject({
  mailbox: z.string(),
  isLapsed: z.boolean(),
  companies: z.array(company),
})

const exchange = z.strictObject({
  /** Its place among what was sent. */
  nth: z.number().int(),
  protocol: z.enum(['SCIM', 'SAML', 'OIDC', 'SMTP', 'HTTP']),
  at: moment,
  request: z.strictObject({
    line: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  response: z.strictObject({ line: z.string(), body: z.string() }),
  /** As the server wrote it into its own log; null where it keeps none of this kind. */
  logged: z
    .strictObject({ directoryId: key, id: resourceId, status: z.number().int(), effect: z.string() })
    .nullable(),
})

/** What an event came to, as the server's own records say it. */
const outcome = z.strictObject({
  event: z.enum(demoEvents),
  /** Whom or what it was about. */
  about: z.string(),
  at: moment,
  exchanges: z.array(exchange),
  people: z.array(z.strictObject({ id: resourceId, name: z.string() })),
  /** Of directories of staff. */
  staff: z.array(z.strictObject({ id: resourceId, name: z.string() })),
  groups: z.array(z.strictObject({ id: resourceId, directoryId: key, name: z.string() })),
  signIns: z.array(
    z.strictObject({ id: resourceId, directoryId: key, outcome: z.string(), why: z.string().nullable() }),
  ),
  cases: z.array(z.strictObject({ id: resourceId, kind: z.string(), about: z.array(z.string()) })),
  requests: z.array(
    z.strictObject({ id: resourceId, key: z.string(), summary: z.string(), level: z.string() }),
  ),
  mails: z.array(
    z.strictObject({
      id: resourceId,
      subject: z.string().nullable(),
      result: z.string().nullable(),
      reason: z.string().nullable(),
      reasonValues: z.record(z.string(), z.string()),
    }),
  ),
})

export const demoApi = {
  getDemo: {
    method: 'GET',
    path: '/api/demo',
    ...forOwner,
    summary: 'Read the companies of the demonstration as their identity providers know them',
    answer: panel,
  },
  runDemoEvent: {
    method: 'POST',
    path: '/api/demo/events',
    ...forOwner,
    summary: 'Have something happen: real traffic goes to the public addresses of this server',
    body: z.strictObject({
      event: z.enum(demoEvents),
      company: z.enum(companyIds).default('globex'),
      person: text.max(100).optional().meta({ description: 'Left out: whoever comes next.' }),
      group: text.max(100).optional().meta({ description: 'Left out: whichever comes next.' }),
    }),
    answer: outcome,
  },
  resetDemo: {
    method: 'POST',
    path: '/api/demo/resets',
    ...forOwner,
    summary: 'Make the demonstration anew: everything that was done in it goes',
    body: z.strictObject({ confirm: z.literal('anew') }),
    answer: z.strictObject({
      watch: z.string().meta({ description: 'Only with it can anybody read how far it is.' }),
    }),
  },
  watchReset: {
    method: 'GET',
    path: '/api/demo/resets/{watch}',
    tag,
    permission: 'anyone',
    beforeSite: true,
    summary: 'Read how far it is, and at its end the one-time link of the owner',
    params: z.strictObject({ watch: text.max(100) }),
    answer: z.strictObject({
      state: z.enum(['making', 'ready', 'failed']),
      step: lines,
      link: z.string().nullable(),
    }),
  },
} as const satisfies Contract
