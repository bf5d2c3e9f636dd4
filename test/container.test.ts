// What runs Doorward in a container is written where no container runs: so far as it can be read, it is true.
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/config.ts'

interface Service {
  readonly image: string
  readonly environment: { readonly [name: string]: string }
  readonly ports?: readonly string[]
  readonly volumes: readonly string[]
  readonly read_only?: boolean
  readonly tmpfs?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly depends_on?: { readonly [service: string]: { readonly condition: string } }
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly configs?: readonly { readonly source: string; readonly target: string }[]
}
interface Compose {
  readonly services: { readonly doorward: Service; readonly database: Service }
  readonly volumes: { readonly [name: string]: unknown }
  readonly configs: { readonly [name: string]: { readonly content: string } }
}

const compose: Compose = parse(readFileSync('compose.yaml', 'utf8'))
const { doorward, database } = compose.services
/** Each instruction of the Dockerfile on one line, comments left out. */
const instructions = readFileSync('Dockerfile', 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line !== '')
const ofKind = (kind: string) =>
  instructions.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1).trim())

/** As compose fills in what nobody set, and with what must be set. */
const filled = (environment: Service['environment']) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+):[-?]([^}]*)\}/g, (_whole, variable, otherwise) =>
        variable === 'DATABASE_PASSWORD' ? 'secret' : otherwise,
      ),
    ]),
  )

test('the settings of compose.yaml are such as the server takes, and all documented', () => {
  const config = readConfig(filled(doorward.environment))
  expect(config).toMatchObject({
    publicUrl: 'http://localhost:3000',
    databaseUrl: 'postgres://doorward:secret@database:5432/doorward',
    trustProxy: 'uniquelocal',
    metricsToken: undefined,
  })
  const page = readFileSync('docs/operating.md', 'utf8')
  expect(Object.keys(doorward.environment).filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('the server runs as nobody special, can write its data alone, and is reached from this machine alone', () => {
  const user = ofKind('USER').at(-1)
  const workplace = ofKind('ENV')
    .join(' ')
    .match(/DATA_DIR=(\S+)/)?.[1]
  expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  expect(doorward).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] })
  expect(doorward.volumes).toEqual([`data:${workplace}`])
  expect(ofKind('VOLUME')).toEqual([workplace])
  for (const port of doorward.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
  expect(database.ports).toBeUndefined()
  expect(Object.keys(compose.volumes)).toEqual(['data', 'database'])
})

test('its health is what the server says of itself', () => {
  const [check = ''] = ofKind('HEALTHCHECK')
  expect(check).toContain('/healthz')
  expect(readFileSync('src/http/server.ts', 'utf8')).toContain("server.get('/healthz'")
  expect(doorward.depends_on).toEqual({ database: { condition: 'service_healthy' } })
  expect(database.healthcheck?.test).toContain('pg_isready')
})

test('the database’s role is made as docs/operating.md says, and is no superuser', () => {
  const { content = '' } = compose.configs.role ?? {}
  expect(database.configs).toEqual([{ source: 'role', target: '/docker-entrypoint-initdb.d/doorward.sh' }])
  const page = readFileSync('docs/operating.md', 'utf8')
  const made = content.match(/^create role .*? password/m)?.[0] ?? 'none'
  expect(page).toContain(made)
  expect(page).toContain('create database doorward owner doorward;')
  expect(content).toContain('create database doorward owner doorward;')
  expect(made).not.toContain('superuser')
})

test('what the Dockerfile copies and starts is there, and of the same Node as elsewhere', () => {
  const { devDependencies, scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const [major = ''] = devDependencies.node.split('.')
  for (const from of ofKind('FROM'))
    expect(from).toMatch(new RegExp(`^node:${major}-[a-z]+-slim( AS build)?$`))
  const copied = ofKind('COPY').filter((line) => !line.startsWith('--from'))
  const named = copied.flatMap((line) => line.split(/\s+/).slice(0, -1))
  expect(named.filter((file) => !existsSync(file))).toEqual([])
  const letIn = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
  expect(letIn.filter((file) => !existsSync(file))).toEqual([])
  expect(named.filter((file) => file !== '.' && !letIn.includes(file))).toEqual([])
  // What the pages are built from comes along.
  const build = readFileSync('scripts/build-web.js', 'utf8')
  const read = [...build.matchAll(/'([a-z][\w.-]*(?:\/[\w.-]+)*)'/g)].map(([, path = '']) => path)
  const there = read.filter((path) => existsSync(path) && path !== 'web/dist')
  expect(there).toContain('docs/guides')
  expect(there.filter((path) => !letIn.some((one) => `${path}/`.startsWith(`${one}/`)))).toEqual([])
  // The flags of `npm start`.
  const flags = scripts.start.match(/--max-semi-space-size=\d+/)?.[0]
  expect(ofKind('RUN').filter((line) => line.includes('compile-cache.js') && !line.includes(flags))).toEqual(
    [],
  )
})
