import { z } from 'zod'
import { type Contract, pageOf, pageQuery, resourceId, text } from '../../model/contract.ts'
import {
  accessOutcomes,
  accessReasons,
  channels,
  leaverMailRules,
  newAccountRules,
  unknownSenderRules,
} from '../../model/identity/access-policy.ts'

const channel = z.enum(channels)
const entries = z.array(text.max(255)).max(1_000)

const policy = z
  .strictObject({
    newAccounts: z.enum(newAccountRules).meta({
      description:
        'Who may get a portal-only account: anybody, whose domain is on the allowlist, or only who is invited or comes by a directory.',
    }),
    allow: entries.meta({
      description: 'The allowlist: `globex.com`, or `*.globex.com` for what is beneath it.',
    }),
    block: entries.meta({ description: 'The blocklist. It goes before everything else.' }),
    bindsDirectories: z
      .boolean()
      .meta({ description: 'The allowlist also holds for the people of directories.' }),
    unknownSenders: z
      .enum(unknownSenderRules)
      .meta({ description: 'Mail from somebody who is no customer.' }),
    leaverMail: z.enum(leaverMailRules).meta({ description: 'Mail from somebody who was deactivated.' }),
  })
  .meta({ id: 'AccessPolicy' })

const misfit = z.strictObject({ id: resourceId, name: z.string(), address: z.string().nullable() })

export const accessRoutes = {
  getAccessPolicy: {
    method: 'GET',
    path: '/api/access-policy',
    tag: 'Access',
    summary: 'Read who gets in',
    permission: 'access.read',
    answer: policy,
  },
  changeAccessPolicy: {
    method: 'PATCH',
    path: '/api/access-policy',
    tag: 'Access',
    summary: 'Decide who gets in; what is not given stays, and so does everybody who is there',
    permission: 'access.change',
    freshSignIn: 'at-a-browser',
    body: policy.partial(),
    answer: policy,
  },
  previewAccessPolicy: {
    method: 'POST',
    path: '/api/access-policy/effect',
    tag: 'Access',
    summary: 'Count the active people whom the policy would not fit with these changes; nothing is saved',
    permission: 'access.read',
    saysMoreFor: ['customers.read'],
    body: policy.partial(),
    answer: z.strictObject({ people: z.number().int(), first: z.array(misfit) }),
  },
  listAccessMisfits: {
    method: 'GET',
    path: '/api/access-policy/misfits',
    tag: 'Access',
    summary:
      'List the active people who would not get in today; a page may be empty and still have a next one',
    permission: 'access.read',
    alsoNeeds: ['customers.read'],
    query: pageQuery,
    answer: pageOf(misfit),
  },
  explainAccess: {
    method: 'GET',
    path: '/api/access-policy/answers',
    tag: 'Access',
    summary: 'Ask what happens to somebody with an address, on each channel or on one, and why',
    permission: 'access.read',
    alsoNeeds: ['customers.read'],
    query: z.strictObject({ address: text.min(1).max(254), channel: channel.optional() }),
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          channel,
          outcome: z.enum(accessOutcomes),
          reason: z.enum(accessReasons),
          by: z.string().nullable().meta({ description: "The list's entry or the directory that decided." }),
          says: z.string().meta({ description: 'The reason, as a person would say it.' }),
        }),
      ),
    }),
  },
} as const satisfies Contract
