import { describe, expect, test } from 'vitest'
import { type MemberRow, runsOf } from '../storage/identity/member-rows.ts'
import { JsonWriter } from './json-writer.ts'
import { MemberWriter } from './member-writer.ts'

const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const members: readonly MemberRow[] = [
  { id: idOf(1), type: 'User', display: null },
  { id: idOf(2), type: 'User', display: null },
  { id: idOf(3), type: 'Group', display: null },
  { id: idOf(4), type: 'Group', display: 'Zoë' },
]

describe('members are written with their ids in their places', () => {
  test.each(['https://help.example/scim/1', 'https://hilfe.müller.example/scim/ü', 'https://🙂.example/é'])(
    'below %s',
    (baseUrl) => {
      const writer = new MemberWriter(baseUrl, { kind: 'default' })
      const into = new JsonWriter(1)
      for (const run of runsOf(members)) writer.write(run, into)
      expect(JSON.parse(`[${into.end().toString().slice(1)}]`)).toEqual(
        members.map(({ id, type, display }) => ({
          value: id,
          $ref: `${baseUrl}/${type}s/${id}`,
          ...(display !== null && { display }),
          type,
        })),
      )
    },
  )
})
