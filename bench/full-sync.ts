import type { Answer } from './connection.ts'
import { documentOf, idOf, isSuccess } from './connection.ts'
import { addPatch, filterPath, groupBody } from './payloads.ts'
import { rounded } from './percentiles.ts'
import type { Subject } from './subject.ts'

/** How one server did in a first synchronization. */
export interface SyncRun {
  readonly name: string
  readonly seconds: number
  readonly usersSeconds: number
  readonly groupsSeconds: number
  readonly membersSeconds: number
  readonly requests: number
  readonly failed: number
  readonly peakMb: number | undefined
}

/** Entra sends so many members at once. */
const membersPerCall = 100
/** Everybody is in so many groups. */
const groupsPerUser = 3

/** The first synchronization of a directory in Entra's order: filter, create, filter, create …, groups, members. */
export async function synchronize(subject: Subject, users: number, groups: number): Promise<SyncRun> {
  let requests = 0
  let failed = 0
  const noted = async (request: Promise<Answer>): Promise<Answer> => {
    const answer = await request
    requests++
    if (!isSuccess(answer)) failed++
    return answer
  }
  const usersSeconds = await timed(() =>
    subject.each(users, async (connection) => {
      const number = subject.newUserNumber()
      await noted(connection.send('GET', filterPath('/Users', 'userName', subject.userName(number))))
      documentOf(await noted(subject.createUser(connection, number)))
    }),
  )
  const paths: string[] = []
  const groupsSeconds = await timed(() =>
    subject.each(groups, async (connection, n) => {
      const name = subject.newGroupName()
      await noted(connection.send('GET', filterPath('/Groups', 'displayName', name)))
      paths[n] = `/Groups/${idOf(await noted(connection.send('POST', '/Groups', groupBody(name))))}`
    }),
  )
  const calls = memberCalls(users, groups)
  const ids = subject.ids(0, users)
  const membersSeconds = await timed(() =>
    subject.each(calls.length, async (connection, n) => {
      const { group, from, to } = calls[n] as MemberCall
      const members = Array.from({ length: to - from }, (_, m) => ids[(from + m) % users] as string)
      await noted(connection.send('PATCH', paths[group] as string, addPatch(members)))
    }),
  )
  const seconds = rounded(usersSeconds + groupsSeconds + membersSeconds, 2)
  const peakMb = subject.memoryMb?.peak
  return {
    name: subject.name,
    ...{ seconds, usersSeconds, groupsSeconds, membersSeconds },
    ...{ requests, failed, peakMb },
  }
}

export interface MemberCall {
  readonly group: number
  /** Users from here, and to before there; beyond the last it goes on with the first. */
  readonly from: number
  readonly to: number
}

/** Who is put into which group by which call: everybody is in three, and a call names a hundred at most. */
export function memberCalls(users: number, groups: number): MemberCall[] {
  const size = Math.min(users, Math.ceil((users * groupsPerUser) / groups))
  return Array.from({ length: groups }, (_, group) => {
    const first = Math.floor((group * users) / groups)
    return Array.from({ length: Math.ceil(size / membersPerCall) }, (_, call) => ({
      group,
      from: first + call * membersPerCall,
      to: first + Math.min(size, (call + 1) * membersPerCall),
    }))
  }).flat()
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now()
  await work()
  return rounded((performance.now() - begin) / 1000, 2)
}
