/** What stands in a page's address behind the question mark: each reads what it knows, and leaves the rest out. */
import { type CaseSearch, kinds as caseKinds } from './admin/case-filter.ts'
import { type ExchangeSearch, isOneOf, operations, outcomes } from './admin/exchange-filter.ts'
import { type InvitationState, invitationStates } from './admin/invitation-filter.ts'
import { type PreviewClass, previewClasses } from './admin/preview-classes.ts'
import { protocols, type SignInLogSearch, signInKinds } from './admin/sign-in/log-filter.ts'
import { type WizardSearch, wizardSteps } from './admin/wizard-step.ts'
import { queueSearch } from './console/queue-search.ts'
import { demoSearch } from './demo/demo-search.ts'
import type { RequestSearch } from './help/request-search.ts'
import { type SetupStep, setupSteps } from './setup/steps.ts'

const mailStates = ['queued', 'sent', 'failed', 'captured'] as const
type MailState = (typeof mailStates)[number]
const mailResults = ['held', 'refused', 'dropped', 'opened', 'commented'] as const
type MailResult = (typeof mailResults)[number]

const rowVerdicts = ['create', 'change', 'same', 'skipped'] as const
type RowVerdict = (typeof rowVerdicts)[number]

type Search = Readonly<Record<string, unknown>>

const textIn = (search: Search, name: string) => {
  const value = search[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What is looked for in a list; a number in the address is a text as well. */
const wordIn = (search: Search, name: string) =>
  search[name] === undefined || search[name] === '' ? undefined : String(search[name])

const looking = (search: Search): { q?: string } => {
  const q = wordIn(search, 'q')
  return q === undefined ? {} : { q }
}

/** What a form begins with. */
const given = <Name extends string>(search: Search, name: Name) => {
  const text = textIn(search, name)
  return (text === undefined ? {} : { [name]: text }) as { [given in Name]?: string }
}

const failures = ['check', 'not-yet', 'held', 'inactive', 'deactivated', 'other-subject', 'closed'] as const
type SignInFailure = (typeof failures)[number]

/** By the page's name in `routes.tsx`. */
export const searches = {
  requests: ({ whose, show, ...search }: Search): RequestSearch => ({
    ...looking(search),
    ...((whose === 'organizations' || whose === 'participating') && { whose }),
    ...((show === 'open' || show === 'over') && { show }),
  }),
  queue: queueSearch,
  demo: demoSearch,
  signInFailed: (search: Search): { why?: SignInFailure; door?: string } => {
    const door = wordIn(search, 'door')
    return {
      ...(isOneOf(failures, search.why) && { why: search.why }),
      ...(door !== undefined && /^[0-9a-z]{12}$/.test(door) && { door }),
    }
  },
  directorySignIn: (search: Search): SignInLogSearch => {
    const { result, protocol } = search
    return {
      ...looking(search),
      ...(isOneOf(signInKinds, result) && { result }),
      ...(isOneOf(protocols, protocol) && { protocol }),
    }
  },
  provisioning: ({ step, protocol }: Search): WizardSearch => ({
    ...(isOneOf(wizardSteps, step) && step !== 'provisioning' && { step }),
    ...(isOneOf(protocols, protocol) && { protocol }),
  }),
  setup: ({ step }: Search): { step?: SetupStep } =>
    isOneOf(setupSteps, step) && step !== 'provisioning' ? { step } : {},
  invitations: (
    search: Search,
  ): { q?: string; became?: InvitationState; email?: string; name?: string; organization?: string } => ({
    ...looking(search),
    ...(isOneOf(invitationStates, search.became) && { became: search.became }),
    ...given(search, 'email'),
    ...given(search, 'name'),
    ...given(search, 'organization'),
  }),
  signIn: (search: Search): { to?: string; step?: 'second' } => {
    const to = textIn(search, 'to')
    return { ...(to !== undefined && { to }), ...(search.step === 'second' && { step: 'second' }) }
  },
  portalSetup: (search: Search): { type?: string } => given(search, 'type'),
  overview: ({ span, view }: Search): { span?: 'month'; view?: 'table' } => ({
    ...(span === 'month' && { span }),
    ...(view === 'table' && { view }),
  }),
  connect: (search: Search): { step?: 'provider' | 'name'; provider?: string; audience?: 'staff' } => {
    const { step, audience } = search
    const provider = textIn(search, 'provider')
    return {
      ...(step === 'provider' || step === 'name' ? { step } : {}),
      ...(provider === undefined ? {} : { provider }),
      ...(audience === 'staff' ? { audience } : {}),
    }
  },
  directory: (search: Search): ExchangeSearch => {
    const { outcome, operation } = search
    const [exchange, q] = [textIn(search, 'exchange'), wordIn(search, 'q')]
    return {
      ...(exchange !== undefined && { exchange }),
      ...(q !== undefined && { q }),
      ...(isOneOf(outcomes, outcome) && { outcome }),
      ...(isOneOf(operations, operation) && { operation }),
    }
  },
  directoryGroups: looking,
  preview: ({ of }: Search): { of?: PreviewClass } => {
    const found = previewClasses.find((one) => one === of)
    return found === undefined ? {} : { of: found }
  },
  cases: (search: Search): CaseSearch => {
    const { show, kind } = search
    const directory = wordIn(search, 'directory')
    return {
      ...(show === 'closed' && { show }),
      ...(isOneOf(caseKinds, kind) && { kind }),
      ...(directory !== undefined && { directory }),
    }
  },
  people: looking,
  senders: looking,
  imports: ({ kind }: Search): { kind?: 'organizations' } => (kind === 'organizations' ? { kind } : {}),
  importDetail: ({ verdict }: Search): { verdict?: RowVerdict } => {
    const found = rowVerdicts.find((one) => one === verdict)
    return found === undefined ? {} : { verdict: found }
  },
  access: (search: Search): { email?: string } => {
    const email = textIn(search, 'email')
    return email === undefined ? {} : { email }
  },
  audit: (search: Search): { subject?: string } => {
    const subject = wordIn(search, 'subject')
    return subject === undefined ? {} : { subject }
  },
  mail: (search: Search): { state?: MailState; to?: string; mail?: string } => {
    const state = mailStates.find((one) => one === search.state)
    const to = wordIn(search, 'to')
    const chosen = textIn(search, 'mail')
    return {
      ...(state === undefined ? {} : { state }),
      ...(to === undefined ? {} : { to }),
      ...(chosen === undefined ? {} : { mail: chosen }),
    }
  },
  refusedMail: (search: Search): { result?: MailResult; from?: string; mail?: string } => {
    const result = mailResults.find((one) => one === search.result)
    const from = wordIn(search, 'from')
    const chosen = textIn(search, 'mail')
    return {
      ...(result === undefined ? {} : { result }),
      ...(from === undefined ? {} : { from }),
      ...(chosen === undefined ? {} : { mail: chosen }),
    }
  },
  subscription: ({ days, view }: Search): { days?: 90; view?: 'table' } => ({
    ...(days === 90 ? { days } : {}),
    ...(view === 'table' ? { view } : {}),
  }),
}
