import type { Figure, Setting } from './figure.ts'
import { atFullRate, atRate, type Measured, type Step, Tally } from './load.ts'
import { activePatch, domain, filterPath, userBody } from './payloads.ts'
import type { Subject } from './subject.ts'

/** A figure of one kind of request at the full rate of all connections. */
function fullRate(
  name: string,
  kind: Figure['kind'],
  step: (subject: Subject, setting: Setting) => Step | Promise<Step | undefined>,
): Figure {
  return {
    names: [name],
    kind,
    measure: async (subject, setting) => {
      const made = await step(subject, setting)
      return made ? [await atFullRate(subject, setting.seconds, made)] : []
    },
  }
}

/** A write at half of its own full rate, arriving at random: how long it takes when nobody overloads the server. */
function halfRate(name: string, step: (subject: Subject) => Step): Figure {
  return {
    names: [`${name}, at half rate`],
    kind: 'alone',
    measure: async (subject, { seconds, earlier }) => {
      const full = earlier.get(name)?.perSecond
      if (!full) return []
      return [await atRate(subject, { seconds, perSecond: full / 2 }, step(subject))]
    },
  }
}

const create =
  (subject: Subject): Step =>
  (connection) =>
    subject.createUser(connection)

const filterByUserName =
  (subject: Subject): Step =>
  (connection, n) =>
    connection.send('GET', filterPath('/Users', 'userName', subject.nthUserName(n)))

const getById =
  (subject: Subject): Step =>
  (connection, n) =>
    connection.send('GET', `/Users/${subject.nthId(n)}`)

const setActive =
  (subject: Subject): Step =>
  (connection, n) => {
    const id = subject.nthId(n)
    return connection.send('PATCH', `/Users/${id}`, activePatch(subject.toggled(id)))
  }

const pageSize = 100
/** Larger pages only on the way to the last one. */
const strideSize = 1000

const page =
  (startIndex: number): Step =>
  (connection) =>
    connection.send('GET', `/Users?startIndex=${startIndex}&count=${pageSize}`)

const cursorPath = (cursor: string, count: number) =>
  `/Users?cursor=${encodeURIComponent(cursor)}&count=${count}`

/** @param users whose last page is asked for; undefined: the first page */
const pageByCursor = async (subject: Subject, users?: number): Promise<Step | undefined> => {
  // RFC 9865: whether the server announces pages by cursor.
  const config = await subject.ask('GET', '/ServiceProviderConfig')
  if (config.pagination?.cursor !== true) return undefined
  let cursor = ''
  for (let seen = 0; users !== undefined && seen + pageSize < users; ) {
    const path = cursorPath(cursor, Math.min(strideSize, users - pageSize - seen))
    const { Resources, nextCursor } = await subject.ask('GET', path)
    if (!Resources?.length || nextCursor === undefined) throw new Error(`the list ended after ${seen} users`)
    seen += Resources.length
    cursor = nextCursor
  }
  return (connection) => connection.send('GET', cursorPath(cursor, pageSize))
}

const rivals = 50

/** Many create one userName at once: one must win. What more were created counts as lost, like any broken promise. */
const race: Figure = {
  names: [`POST /Users, ${rivals} at once of one userName`],
  kind: 'alone',
  measure: async (subject): Promise<Measured[]> => {
    const body = userBody(`rival${subject.newUserNumber()}.${Date.now()}@${domain}`)
    const tally = new Tally()
    await subject.each(rivals, (connection) => tally.note(connection.send('POST', '/Users', body)))
    const measured = tally.measured()
    return [{ ...measured, lost: measured.answered - 1 }]
  },
}

/** The requests about users, in the order in which a provider's first and later days send them. */
export const userFigures: readonly Figure[] = [
  fullRate('POST /Users', 'write', create),
  halfRate('POST /Users', create),
  fullRate('GET filter userName eq', 'read', filterByUserName),
  fullRate('GET /Users/{id}', 'read', getById),
  fullRate('GET page of 100, first', 'read', () => page(1)),
  fullRate('GET page of 100, last', 'read', (_, { users }) => page(Math.max(1, users - pageSize + 1))),
  fullRate('GET page of 100 by cursor, first', 'alone', (subject) => pageByCursor(subject)),
  fullRate('GET page of 100 by cursor, last', 'alone', (subject, { users }) => pageByCursor(subject, users)),
  fullRate('PATCH active', 'write', setActive),
  halfRate('PATCH active', setActive),
  race,
]
