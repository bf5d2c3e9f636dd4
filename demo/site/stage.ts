// The world of the demonstration while it runs: companies with their providers, mail servers and DNS.
import type { CompanyId } from '../contract.ts'
import { companyFromJson, isAhead, type SimulatedPerson, whoMaySignIn } from '../simulator/company.ts'
import { MailWorld } from '../simulator/mail-world.ts'
import { OidcIdp, type OidcIdpState } from '../simulator/oidc-idp.ts'
import { type Provisioner, provisionerOf } from '../simulator/provisioner.ts'
import { SamlIdp, type SamlIdpState } from '../simulator/saml-idp.ts'
import { type CompanyPlan, companyPlans } from './companies.ts'
import { Recorder } from './recorder.ts'
import type { DemonstrationState, KeptCompany, Roster } from './state.ts'
import { type Arrived, Visitor } from './visitor.ts'

/** The way of a company's provider to its directory here. */
interface Provided {
  readonly directoryId: string
  /** Behind the server's address, which may be another one at each start. */
  readonly scimPath: string
  readonly token: string
  readonly provisioner: Provisioner
}

export interface LiveCompany {
  readonly plan: CompanyPlan
  /** It is there from the beginning, because the server must know where it may call it. */
  readonly identityProvider: SamlIdp | OidcIdp | undefined
  provided: Provided | undefined
  roster: Roster
  /** Addresses of before, the newest first, by the key of the person. */
  readonly former: Map<string, string[]>
  hired: number
}

/** Somebody of a company, whether or not a provider knows them. */
export interface Colleague {
  readonly key: string
  readonly name: string
  readonly address: string
  readonly department: string | null
  readonly active: boolean
  readonly formerAddresses: readonly string[]
  /** Their provider knows something of them that the server was not told. */
  readonly isAhead: boolean
}

interface Writing {
  readonly from: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  /** The domain whose server signs it. */
  readonly signedBy?: string
  readonly envelopeFrom?: string
}

/** Made to look like the companies' own: digits for letters, two letters for one. */
const lookAlikes: { readonly [Id in CompanyId]: string } = {
  globex: 'gl0bex.example',
  initech: '1nitech.example',
  hooli: 'hoo1i.example',
  umbra: 'urnbra.example',
}

/** Where the help desk is written to. */
export const mailbox = 'help@umbra.example'
/** Of somebody who sends what others have not written. */
export const strangeDomain = 'mailer.example'

export class Stage {
  readonly recorder: Recorder
  readonly companies: readonly LiveCompany[]
  readonly mail: MailWorld
  /** Where the server is; known once it listens. */
  origin = ''
  mailPort = 0
  readonly #proofs = new Map<string, string>()

  private constructor(companies: readonly LiveCompany[], mail: MailWorld, recorder: Recorder) {
    this.companies = companies
    this.mail = mail
    this.recorder = recorder
    const theirs = companyPlans.map(({ domain }) => domain)
    for (const domain of [...theirs, ...Object.values(lookAlikes)])
      mail.publish(domain, { spf: 'v=spf1 -all', dkim: true, dmarc: 'v=DMARC1; p=reject' })
  }

  /** @throws when a port that a provider must have again is taken */
  static async open(state: DemonstrationState | undefined): Promise<Stage> {
    const companies: LiveCompany[] = []
    const recorder = new Recorder()
    const stage = new Stage(companies, await MailWorld.open(recorder.witness), recorder)
    try {
      for (const plan of companyPlans) {
        const identityProvider = await stage.#openProvider(plan, state?.companies[plan.id]?.provider)
        companies.push({
          ...{ plan, identityProvider, provided: undefined, roster: [] },
          ...{ former: new Map(), hired: 0 },
        })
      }
    } catch (error) {
      await stage.close()
      throw error
    }
    return stage
  }

  #openProvider(plan: CompanyPlan, state: KeptCompany['provider']): Promise<SamlIdp | OidcIdp | undefined> {
    const options = {
      company: plan.name,
      people: () => whoMaySignIn(this.company(plan.id).provided?.provisioner.people.values() ?? []),
      witness: this.recorder.witness,
    }
    if (!plan.provider) return Promise.resolve(undefined)
    return plan.provider.protocol === 'saml'
      ? SamlIdp.open({ ...options, ...(state && { state: state as SamlIdpState }) })
      : OidcIdp.open({ ...options, ...(state && { state: state as OidcIdpState }) })
  }

  /** Goes on where an earlier start has stopped; the server listens by now. */
  resume({ companies, proofs, hired }: DemonstrationState): void {
    for (const company of this.companies) {
      const kept = companies[company.plan.id]
      company.roster = kept?.roster ?? []
      company.hired = hired[company.plan.id] ?? 0
      for (const [key, addresses] of Object.entries(kept?.former ?? {}))
        company.former.set(key, [...addresses])
      if (kept?.directory) this.provide(company, kept.directory, kept.provisioned)
    }
    for (const [name, value] of Object.entries(proofs)) this.publishProof(name, value)
  }

  /** Nobody knows anybody here any more; providers keep their ports and keys. */
  empty(): void {
    for (const company of this.companies) {
      company.provided = undefined
      company.roster = []
      company.hired = 0
      company.former.clear()
    }
  }

  /** Gives a company's provider the way to its directory. */
  provide(
    company: LiveCompany,
    { directoryId, scimPath, token }: Omit<Provided, 'provisioner'>,
    provisioned?: KeptCompany['provisioned'],
  ): Provided {
    const { plan } = company
    if (!plan.provider) throw new Error(`${plan.name} has no identity provider`)
    const provisioner = provisionerOf(plan.provider.preset, {
      baseUrl: `${this.origin}${scimPath}`,
      token,
      witness: this.recorder.witness,
      ...(provisioned && companyFromJson(provisioned)),
    })
    company.provided = { directoryId, scimPath, token, provisioner }
    return company.provided
  }

  company(id: CompanyId): LiveCompany {
    const found = this.companies.find(({ plan }) => plan.id === id)
    if (!found) throw new Error(`there is no company ${id}`)
    return found
  }

  /** Everybody of a company, whoever has left as well. */
  peopleOf({ provided, roster, former }: LiveCompany): Colleague[] {
    const formerOf = (key: string) => former.get(key) ?? []
    if (!provided) {
      return roster.map((one) => ({
        ...one,
        active: true,
        formerAddresses: formerOf(one.key),
        isAhead: false,
      }))
    }
    return [...provided.provisioner.people.values()].map((person) => ({
      key: person.key,
      name: nameOf(person),
      address: person.address,
      department: person.department ?? null,
      active: person.active && person.deleted !== true,
      formerAddresses: formerOf(person.key),
      isAhead: person.deleted !== true && isAhead(person),
    }))
  }

  /** A cycle of a company's provider: it tells the server what the server does not know yet, of one person or of all. */
  async sync(company: LiveCompany, key?: string): Promise<void> {
    const { provisioner } = company.provided ?? {}
    if (!provisioner) return
    const behind = provisioner.pending().filter((person) => key === undefined || person.key === key)
    for (const person of behind) {
      const before = person.provisioned?.address
      await provisioner.sync(person.key)
      // What the server never heard is nobody's former address there.
      if (before !== undefined && before !== person.address) this.noteFormer(company, person.key, before)
    }
  }

  noteFormer({ former }: LiveCompany, key: string, address: string): void {
    former.set(key, [address, ...(former.get(key) ?? [])])
  }

  lookAlikeOf({ plan }: LiveCompany): string {
    return lookAlikes[plan.id]
  }

  /** By which a browser is signed in as somebody; undefined where no provider is. */
  signInUrl({ identityProvider, provided, plan }: LiveCompany, key: string, to = '/'): string | undefined {
    if (!identityProvider || !provided) return undefined
    const door = `${this.origin}/sso/${provided.scimPath.split('/').at(-1)}`
    const landing = plan.provider?.audience === 'staff' ? '' : `?${new URLSearchParams({ to })}`
    return identityProvider.signInAsUrl(key, `${door}${landing}`)
  }

  /** Somebody signs in, at a browser of their own. */
  async signIn(company: LiveCompany, key: string): Promise<{ visitor: Visitor; arrived: Arrived }> {
    const url = this.signInUrl(company, key)
    if (url === undefined) throw new Error(`${company.plan.name} has no identity provider`)
    // The provider says itself what is asked of it.
    const visitor = new Visitor((exchange) => {
      if (exchange.request.line.includes(` ${this.origin}/sso/`)) this.recorder.witness(exchange)
    })
    return { visitor, arrived: await visitor.open(url) }
  }

  /** A mail to the help desk, from outside. */
  async write({ from, subject, text, signedBy, envelopeFrom }: Writing): Promise<void> {
    await this.mail.bring(
      this.mailPort,
      { from: { name: from.name, address: from.address }, to: mailbox, subject, text },
      {
        helo: `mx.${signedBy ?? strangeDomain}`,
        envelopeFrom: envelopeFrom ?? from.address,
        envelopeTo: [mailbox],
        ...(signedBy !== undefined && { signedBy }),
      },
    )
  }

  /** Puts a record into everybody's DNS by which a domain is proven. */
  publishProof(name: string, value: string): void {
    this.#proofs.set(name, value)
    for (const { entries } of this.mail.dns) entries.set(name, { txt: [value] })
  }

  /** What the next start must know. */
  toJson(): Pick<DemonstrationState, 'companies' | 'proofs' | 'hired'> {
    const companies = this.companies.map((company): [CompanyId, KeptCompany] => {
      const { plan, identityProvider, provided, roster, former } = company
      return [
        plan.id,
        {
          ...(identityProvider && { provider: identityProvider.toJson() }),
          ...(provided && {
            directory: {
              directoryId: provided.directoryId,
              scimPath: provided.scimPath,
              token: provided.token,
            },
            provisioned: provided.provisioner.toJson(),
          }),
          ...{ roster, former: Object.fromEntries(former) },
        },
      ]
    })
    return {
      companies: Object.fromEntries(companies),
      proofs: Object.fromEntries(this.#proofs),
      hired: Object.fromEntries(this.companies.map(({ plan, hired }) => [plan.id, hired])),
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.companies.map(({ identityProvider }) => identityProvider?.close()))
    await this.mail.close()
  }
}

export function nameOf({ givenName, familyName }: Pick<SimulatedPerson, 'givenName' | 'familyName'>): string {
  return `${givenName} ${familyName}`
}
