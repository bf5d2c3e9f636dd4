const companyIds = ['globex', 'initech', 'hooli', 'umbra'] as const

/** Which company is shown; without one the first. */
export interface DemoSearch {
  readonly company?: (typeof companyIds)[number]
}

export function demoSearch({ company }: Readonly<Record<string, unknown>>): DemoSearch {
  const known = companyIds.find((id) => id === company)
  return known ? { company: known } : {}
}
