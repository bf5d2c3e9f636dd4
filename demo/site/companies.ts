// The companies of the demonstration, as their directories will know them.
import type { CompanyId } from '../contract.ts'

export interface CompanyPlan {
  readonly id: CompanyId
  readonly name: string
  readonly domain: string
  /** Undefined: it has no identity provider, and its people come by a file. */
  readonly provider?: {
    /** By which the directory takes on the provider's ways. */
    readonly preset: 'entra' | 'okta'
    readonly protocol: 'saml' | 'oidc'
    readonly audience: 'customers' | 'staff'
  }
  readonly people: number
  readonly departments: readonly string[]
  /** Groups by the departments that are in them. */
  readonly groups: readonly (readonly [name: string, ...departments: readonly string[]])[]
}

/** The people of the help desk itself who answer requests; the rest of them only ask. */
export const agentsGroup = 'Umbra Support Agents'

export const companyPlans: readonly CompanyPlan[] = [
  {
    id: 'globex',
    name: 'Globex',
    domain: 'globex.example',
    provider: { preset: 'entra', protocol: 'saml', audience: 'customers' },
    people: 60,
    departments: ['Sales', 'Finance', 'Research', 'Plant Springfield', 'Contractors'],
    groups: [
      ['Globex Sales', 'Sales'],
      ['Globex Finance', 'Finance'],
      ['Globex Research', 'Research'],
      ['Globex Plant Springfield', 'Plant Springfield'],
      ['Globex Contractors', 'Contractors'],
    ],
  },
  {
    id: 'initech',
    name: 'Initech',
    domain: 'initech.example',
    provider: { preset: 'okta', protocol: 'oidc', audience: 'customers' },
    // So many that few who lose a team are no matter of the whole directory.
    people: 100,
    departments: ['Engineering', 'Accounting', 'Reporting', 'Facilities'],
    groups: [
      ['Initech Engineering', 'Engineering'],
      ['Initech Accounting', 'Accounting'],
      ['Initech Reporting', 'Reporting'],
      ['Initech Facilities', 'Facilities'],
    ],
  },
  {
    id: 'hooli',
    name: 'Hooli',
    domain: 'hooli.example',
    people: 40,
    departments: ['Hooli Search', 'Hooli Cloud'],
    groups: [],
  },
  {
    id: 'umbra',
    name: 'Umbra',
    domain: 'umbra.example',
    provider: { preset: 'okta', protocol: 'oidc', audience: 'staff' },
    people: 12,
    departments: ['Support', 'Support', 'Logistics', 'Legal'],
    groups: [[agentsGroup, 'Support']],
  },
]

/** Tests make a smaller one: the same code, with fewer people. */
export type Size = 'whole' | 'small'

const smallest = 14

export function peopleOf({ people }: CompanyPlan, size: Size): number {
  return size === 'whole' ? people : Math.min(people, smallest)
}
