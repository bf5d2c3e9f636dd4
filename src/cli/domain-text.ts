// How domains and what becomes of them read at the command line.
import type { AddressEffect } from '../admin/address-effect.ts'
import type { DomainEffect } from '../admin/domain-effect.ts'
import type { DomainEntry } from '../admin/domains.ts'
import {
  endsAt,
  isExpired,
  pendingUntil,
  recordName,
  recordValue,
  type Sighting,
} from '../model/identity/domain-proof.ts'
import { counted, plain, table } from './table.ts'

/** What a change would do to people. */
export function effectText(
  { act, others, firstOthers, declarations, links, cases, ...gains }: DomainEffect,
  domain: string,
): string {
  const heads = {
    declare: `Declaring ${plain(domain)} would confirm the addresses of`,
    prove: `Proving ${plain(domain)} would confirm the addresses of`,
    remove: `Taking ${plain(domain)} back would leave these addresses only claimed:`,
  }
  const more = [
    others > 0 &&
      `${counted(others, 'person', 'people')} of other directories would lose an address there:\n${table(
        ['name', 'address', 'directory'],
        firstOthers.map((one) => [one.name, one.address, one.directory]),
        '',
      )}`,
    declarations.length > 0 && `It would end the declaration of ${declarations.map(plain).join(', ')}.`,
    links > 0 && `${counted(links, 'customer', 'customers')} whom no directory manages would match.`,
    cases > 0 && `${counted(cases, 'open case', 'open cases')} would be judged anew.`,
  ]
  return [`${heads[act]} ${affectedText(gains)}`, ...more.filter((line) => line !== false)].join('\n')
}

export function affectedText({ people, hasMore, first }: AddressEffect): string {
  const number = `${hasMore ? 'more than ' : ''}${counted(people, 'person', 'people')}`
  const rows = first.map(({ name, address }) => [name, address])
  return `${number}.\n${table(['name', 'address'], rows, 'Nobody has one.')}`
}

/** What a resolver sees, behind its name. */
export const saw: { readonly [One in Sighting]: string } = {
  seen: 'sees the record',
  'other-value': 'sees TXT records, none with the value',
  nothing: 'sees no record',
  alias: 'sees an alias (CNAME), which proves nothing',
  'every-name': 'sees the value at every name (a wildcard), which proves nothing',
  'too-long': 'sees more records than can be looked through',
  'no-answer': 'does not answer',
}

/** A domain as programs read it. */
export function domainJson({ domain, authority, since, proof }: DomainEntry, now: Date) {
  return {
    domain,
    authority,
    since,
    proof: proof && {
      record: recordName(domain),
      value: recordValue(proof.token),
      state: stateOf(proof, now),
      checkedAt: proof.checkedAt,
      seenAt: proof.seenAt,
      endsAt: proof.provenAt === null ? pendingUntil(proof) : endsAt(proof),
    },
  }
}

function stateOf(proof: NonNullable<DomainEntry['proof']>, now: Date) {
  if (proof.provenAt === null) return isExpired(proof, now) ? 'expired' : 'begun'
  return proof.missingSince === null ? 'proven' : 'missed'
}
