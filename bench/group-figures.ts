import { idOf } from './connection.ts'
import type { Figure } from './figure.ts'
import { atFullRate, inTurn, type Measured, Tally } from './load.ts'
import { addPatch, groupBody, removePatch } from './payloads.ts'
import { grouped } from './report-table.ts'
import type { Subject } from './subject.ts'

/** Members of larger groups are not read: that would measure the network card. */
const readMax = 10_000
const manyMembers = 1_000
/** Writes that race for one group. */
const racing = 160

/** Makes a group of the first users, in as many calls as the server wants; returns its path. */
async function buildGroup(subject: Subject, members: number): Promise<string> {
  // Who joins during the measurement must not be a member yet.
  await subject.grow(members + racing)
  const batch = subject.groupBatch
  const body = groupBody(subject.newGroupName(), subject.ids(0, Math.min(batch, members)))
  const path = `/Groups/${idOf(await subject.first.send('POST', '/Groups', body))}`
  for (let from = batch; from < members; from += batch) {
    await subject.ask('PATCH', path, addPatch(subject.ids(from, Math.min(from + batch, members))))
  }
  return path
}

type GroupOf = (subject: Subject) => Promise<string>

/** The requests about groups of each size, and a thousand members at once. */
export function groupFigures(sizes: readonly number[]): Figure[] {
  const ofEachSize = sizes.flatMap((members) => {
    const groups = new Map<Subject, Promise<string>>()
    const groupOf: GroupOf = (subject) => {
      const known = groups.get(subject) ?? buildGroup(subject, members)
      groups.set(subject, known)
      return known
    }
    const figures = [
      addAndRemove(members, groupOf),
      reading('GET without members', members, '?excludedAttributes=members', groupOf),
    ]
    if (members > readMax) return figures
    return [...figures, reading('GET with members', members, '', groupOf), concurrentAdds(members)]
  })
  return [...ofEachSize, addMany]
}

const ofGroup = (what: string, members: number) => `${what}, group of ${grouped(members)}`

function addAndRemove(members: number, groupOf: GroupOf): Figure {
  return {
    names: [ofGroup('PATCH add 1 member', members), ofGroup('PATCH remove 1 member', members)],
    kind: 'write',
    measure: async (subject, { seconds, users }) => {
      if (members > users) return []
      const path = await groupOf(subject)
      const comers = subject.ids(members, members + racing)
      const comer = (n: number) => comers[n % racing] as string
      return inTurn(subject, seconds, [
        (connection, n) => connection.send('PATCH', path, addPatch([comer(n)])),
        (connection, n) => connection.send('PATCH', path, removePatch(comer(n))),
      ])
    },
  }
}

function reading(name: string, members: number, query: string, groupOf: GroupOf): Figure {
  return {
    names: [ofGroup(name, members)],
    kind: 'read',
    measure: async (subject, { seconds, users }) => {
      if (members > users) return []
      const path = `${await groupOf(subject)}${query}`
      return [await atFullRate(subject, seconds, (connection) => connection.send('GET', path))]
    },
  }
}

/** Many connections each add somebody to one group; afterwards everybody who was acknowledged must be in it. */
function concurrentAdds(members: number): Figure {
  const race = async (subject: Subject): Promise<Measured> => {
    const path = await buildGroup(subject, members)
    const comers = subject.ids(members, members + racing)
    const tally = new Tally()
    await subject.each(racing, (connection, n) =>
      tally.note(connection.send('PATCH', path, addPatch([comers[n] as string]))),
    )
    const joined = tally.measured()
    const { members: present = [] } = await subject.ask('GET', path)
    // A server that never lists members cannot be asked who is there.
    return present.length === 0 ? joined : { ...joined, lost: members + joined.answered - present.length }
  }
  return {
    names: [ofGroup(`PATCH add 1 member, ${racing} at once`, members)],
    kind: 'write',
    measure: async (subject, { users }) => {
      if (members > users) return []
      // The first race is the warm-up: so few requests would show each connection's first plans instead.
      await race(subject)
      return [await race(subject)]
    },
  }
}

/** A thousand users in one call, to a new group each time: a known group would have to be emptied in between. */
const addMany: Figure = {
  names: [`PATCH add ${grouped(manyMembers)} members to a new group`],
  kind: 'write',
  measure: async (subject, { seconds, users }) => {
    if (manyMembers > users) return []
    const ids = subject.ids(0, manyMembers)
    let path = ''
    const [, added] = await inTurn(subject, seconds, [
      async (connection) => {
        const answer = await connection.send('POST', '/Groups', groupBody(subject.newGroupName()))
        path = `/Groups/${idOf(answer)}`
        return answer
      },
      (connection) => connection.send('PATCH', path, addPatch(ids)),
      // Else these users would be in more groups with every call, and later figures would carry them along.
      (connection) => connection.send('DELETE', path),
    ])
    if (!added) return []
    // Its mean with the other two steps says nothing.
    const { cpuMs: _, ...alone } = added
    return [alone]
  },
}
