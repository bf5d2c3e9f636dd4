// The control panel's API. It acts as the companies do, and reads what came of it with the owner's own session.
import type { FastifyRequest } from 'fastify'
import type { Call } from '../../src/http/contract-call.ts'
import { type Served, serving } from '../../src/http/contract-server.ts'
import type { Answer } from '../../src/model/contract.ts'
import { notFound } from '../../src/model/errors.ts'
import { demoApi } from '../contract.ts'
import { ScimRefusal } from '../simulator/scim-calls.ts'
import { acts } from './events.ts'
import { outcomeOf } from './outcome.ts'
import type { Running } from './running.ts'
import { SiteClient } from './site-client.ts'
import { type LiveCompany, mailbox, type Stage } from './stage.ts'

type Api = typeof demoApi

export function demoRoutes(running: Running): Served {
  const { stage } = running
  return serving(demoApi, {
    async getDemo({ site, request }: Call<Api['getDemo']>) {
      const owner = ownerAt(stage, request)
      return {
        mailbox,
        isLapsed: site.status === 'lapsed',
        companies: await Promise.all(
          stage.companies.map(async (company) =>
            companyView(stage, company, await waitingAt(owner, stage, company)),
          ),
        ),
      }
    },

    runDemoEvent({ request, body }: Call<Api['runDemoEvent']>) {
      return running.inTurn(async () => {
        const since = new Date()
        const owner = ownerAt(stage, request)
        const company = stage.company(body.company)
        let about = ''
        const { heard, error } = await stage.recorder.during(async () => {
          const { person, group } = body
          const seen = owner.witnessedBy(stage.recorder.witness)
          about = await acts[body.event]({ stage, company, person, group, owner: seen })
        })
        running.keep()
        // That the server said no is what somebody wanted to see.
        if (error !== undefined && !(error instanceof ScimRefusal)) throw error
        const directoryIds = stage.companies.flatMap(({ provided }) =>
          provided ? [provided.directoryId] : [],
        )
        return outcomeOf(owner, {
          ...{ event: body.event, about: about || company.plan.name, since, heard },
          ...{ directoryIds, directoryId: company.provided?.directoryId },
          isOfStaff: company.plan.provider?.audience === 'staff',
        })
      })
    },

    async resetDemo() {
      const { watch } = running.renew()
      return { watch }
    },

    async watchReset({ params }: Call<Api['watchReset']>) {
      const { renewal } = running
      if (renewal?.watch !== params.watch) throw notFound('This')
      const { state, step, link } = renewal
      return { state, step, link }
    },
  })
}

/** The session that has asked, for what is done and read in its name. */
function ownerAt(stage: Stage, { headers }: FastifyRequest): SiteClient {
  const cookies = (headers.cookie ?? '').split('; ').map((cookie): [string, string] => {
    const at = cookie.indexOf('=')
    return [cookie.slice(0, at), cookie.slice(at + 1)]
  })
  return new SiteClient(stage.origin, cookies)
}

/**
 * Keys of those whose address is not here, as the site's own records say it. Only an address that has changed can be so: what a
 * provider says of somebody new counts at once, or is refused.
 */
async function waitingAt(
  owner: SiteClient,
  stage: Stage,
  company: LiveCompany,
): Promise<ReadonlySet<string>> {
  const changed = stage
    .peopleOf(company)
    .filter(({ active, isAhead, formerAddresses }) => active && (isAhead || formerAddresses.length > 0))
  const isOfStaff = company.plan.provider?.audience === 'staff'
  const waiting = await Promise.all(
    changed.map(async ({ key, address, isAhead }) => {
      if (isAhead || isOfStaff) return isAhead ? [key] : []
      const { items } = await owner.call('listCustomers', { query: { address } })
      return items.some((customer) => customer.address === address) ? [] : [key]
    }),
  )
  return new Set(waiting.flat())
}

function companyView(
  stage: Stage,
  company: LiveCompany,
  waiting: ReadonlySet<string>,
): Answer<Api['getDemo']>['companies'][number] {
  const { plan, provided, identityProvider } = company
  return {
    id: plan.id,
    name: plan.name,
    domain: plan.domain,
    provider:
      plan.provider && provided && identityProvider
        ? {
            preset: plan.provider.preset,
            protocol: plan.provider.protocol,
            audience: plan.provider.audience,
            directoryId: provided.directoryId,
          }
        : null,
    people: stage.peopleOf(company).map(({ isAhead: _, ...person }) => ({
      ...{ ...person, formerAddresses: [...person.formerAddresses] },
      waits: waiting.has(person.key),
      signInUrl: (person.active && stage.signInUrl(company, person.key)) || null,
    })),
    groups: [...(provided?.provisioner.groups.values() ?? [])].map(({ key, name, members }) => ({
      ...{ key, name, members: members.size },
    })),
  }
}
