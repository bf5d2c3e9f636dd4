import type { AnswerOf, GivenTo } from '../api-client.ts'

export type Mapping = AnswerOf<'GET /api/directories/{directoryId}/mapping'>
export type MappingBody = GivenTo<'POST /api/directories/{directoryId}/mapping/preview'>['body']
type Rule = MappingBody['rules'][number]

/** A rule as it is being typed. */
export interface DraftRule {
  /** Tells rules apart while they are moved. */
  readonly key: number
  readonly subject: Rule['subject']
  readonly way: Rule['way']
  readonly value: string
  /** Null: its groups belong to no organization. */
  readonly organization: string | null
  readonly waits: boolean
}

export interface MappingFields {
  readonly rules: readonly DraftRule[]
  readonly unmatched: Mapping['unmatched']
  /** The organization's name; empty where there is none. */
  readonly home: string
}

export function fieldsOf({ rules, unmatched, home, waitingHome }: Mapping): MappingFields {
  return {
    rules: rules.map(({ organization, ...rule }, key) => ({
      ...rule,
      key,
      organization: organization?.name ?? null,
    })),
    unmatched,
    home: (waitingHome ?? home)?.name ?? '',
  }
}

/** What is sent. An organization whose name was not touched is meant by its id. */
export function bodyOf({ rules, unmatched, home }: MappingFields, base: Mapping): MappingBody {
  const known = [...base.rules.map(({ organization }) => organization), base.home, base.waitingHome]
  const target = (name: string) => {
    const same = known.find((one) => one?.name === name)
    return same ? { organizationId: same.id } : { name: name.trim() }
  }
  return {
    rules: rules.map(({ subject, way, value, organization }) => ({
      subject,
      way,
      value,
      to: organization === null ? ('nothing' as const) : target(organization),
    })),
    unmatched,
    home: home.trim() === '' ? null : target(home),
  }
}

export function isComplete({ rules }: MappingFields): boolean {
  return rules.every(({ value, organization }) => value.trim() !== '' && organization?.trim() !== '')
}
