// Who gets in: an administrator's decision, what it would mean for the people who are there, and the question "why?".
import {
  type AccessDecision,
  type AccessPolicy,
  type Channel,
  decideAccess,
  readAccessPolicy,
} from '../model/identity/access-policy.ts'
import { keyOf, lowestId } from '../model/ids.ts'
import { whoOwns } from '../people/access.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import {
  type AddressOwner,
  accessPolicyOf,
  ownerOfAddress,
  type PresentCustomer,
  type PresentDomains,
  presentCustomers,
  presentDomains,
  readPolicy,
  saveAccessPolicy,
} from '../storage/identity/access-policies.ts'
import { judgeHeldAnew } from '../storage/identity/held-users.ts'
import { leaveTask } from '../storage/outbox.ts'
import { type Precondition, whateverItIs } from '../storage/precondition.ts'
import { siteForUpdate } from '../storage/sites.ts'
import { requireAddress } from './customers.ts'

/** The policy that holds at a site. */
export async function accessPolicy(database: Database, siteId: number): Promise<AccessPolicy> {
  const [rows] = await database.readInSite(siteId, [accessPolicyOf(siteId)])
  return readPolicy(rows)
}

const fields = [
  'newAccounts',
  'allow',
  'block',
  'bindsDirectories',
  'unknownSenders',
  'leaverMail',
] as const satisfies readonly (keyof AccessPolicy)[]

export type AccessPolicyChange = { readonly [Field in keyof AccessPolicy]?: AccessPolicy[Field] | undefined }

/** A policy with what is given changed. @throws DoorwardError naming the field and the rule */
export function changedPolicy(before: AccessPolicy, change: AccessPolicyChange): AccessPolicy {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  return readAccessPolicy({ ...before, ...Object.fromEntries(given) })
}

/** Decides from now on who gets in. Nobody who is there already goes: `misfitsOf` says whom it no longer fits. */
export async function changeAccessPolicy(
  database: Database,
  siteId: number,
  change: AccessPolicyChange,
  context: AuditContext,
  unchanged: Precondition<AccessPolicy> = whateverItIs,
): Promise<AccessPolicy> {
  return database.inSite(siteId, async (tx) => {
    await tx.read(siteForUpdate(siteId))
    const before = readPolicy(await tx.read(accessPolicyOf(siteId)))
    await unchanged(tx, before)
    const after = changedPolicy(before, change)
    const changed = fields.filter((field) => String(before[field]) !== String(after[field]))
    if (changed.length === 0) return before
    tx.write(saveAccessPolicy(siteId, after))
    tx.write(judgeHeldAnew(siteId, null, 'access-policy'))
    leaveTask(tx, context.now, 'run-task', { task: 'finish-replays' })
    audit(tx, context, {
      action: 'access-policy.changed',
      subjectKind: 'access-policy',
      subject: keyOf(siteId),
      details: Object.fromEntries(
        changed.map((field) => [field, { before: before[field], after: after[field] } as never]),
      ),
    })
    return after
  })
}

/** What a channel answers to somebody, and by which rule. */
export async function explainAccess(
  database: Database,
  siteId: number,
  given: string,
  channels: readonly Channel[],
): Promise<(AccessDecision & { readonly channel: Channel })[]> {
  const address = requireAddress('address', given)
  const [rows, [owner]] = (await database.readInSite(siteId, [
    accessPolicyOf(siteId),
    ownerOfAddress(siteId, address),
  ])) as [unknown[], [AddressOwner]]
  const policy = readPolicy(rows)
  const person = whoOwns(owner)
  const requiredBy = owner.requiredBy ?? undefined
  return channels.map((channel) => ({
    channel,
    ...decideAccess({ channel, address, person, requiredBy }, policy),
  }))
}

/** Whether somebody who is there already would get an account today: by their directory, or because an administrator invites them. */
function isMisfit(policy: AccessPolicy, address: string | undefined, isManaged: boolean): boolean {
  const channel = isManaged ? 'scim' : 'agent'
  const { outcome } = decideAccess({ channel, address, person: { kind: 'stranger' } }, policy)
  return outcome !== 'account'
}

/** Whom a policy would not let in today. */
export interface PolicyEffect {
  readonly people: number
  readonly first: readonly Misfit[]
}

export interface Misfit {
  readonly id: string
  readonly name: string
  readonly address: string | null
}

const stepMax = 20_000
const firstMax = 20

/** Counts the active people whom a policy does not fit. They stay: this is what an administrator is told before saving. */
export async function policyEffect(
  database: Database,
  siteId: number,
  policy: AccessPolicy,
): Promise<PolicyEffect> {
  let people = 0
  for (let after: string | null = lowestId; after !== null; ) {
    const [[step]] = (await database.readInSite(siteId, [presentDomains(siteId, after, stepMax)])) as [
      [PresentDomains],
    ]
    for (const { domain, isManaged, people: some } of step.domains) {
      const address = domain === null ? undefined : `x@${domain}`
      if (isMisfit(policy, address, isManaged)) people += some
    }
    after = step.last
  }
  const { misfits } =
    people === 0 ? { misfits: [] } : await misfitsOf(database, siteId, policy, { limit: firstMax })
  return { people, first: misfits }
}

const walkMax = 5_000
const stepsMax = 40

/**
 * A page of the active people whom a policy does not fit. It looks at so many people at most, and may come with few or none
 * of them and still have a next page.
 * @param after the `next` of the page before
 */
export async function misfitsOf(
  database: Database,
  siteId: number,
  policy: AccessPolicy,
  { after = lowestId, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly misfits: readonly Misfit[]; readonly next: string | undefined }> {
  const misfits: Misfit[] = []
  let from = after
  for (let step = 0; step < stepsMax; step += 1) {
    const [rows = []] = await database.readInSite(siteId, [presentCustomers(siteId, from, walkMax)])
    const found = rows as PresentCustomer[]
    for (const { id, name, address, isManaged } of found) {
      from = id
      if (!isMisfit(policy, address ?? undefined, isManaged)) continue
      misfits.push({ id, name, address })
      if (misfits.length === limit) return { misfits, next: id }
    }
    if (found.length < walkMax) return { misfits, next: undefined }
  }
  return { misfits, next: from }
}
