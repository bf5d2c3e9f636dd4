// What runs Doorward in a container is written where no container runs: so far as it can be read, it is true.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  // Those of the tables, but for what image and host decide, and HTTPS, which is the proxy's.
  const rows = [...page.matchAll(/^\| variable \|.*\n((?:\|.*\n)+)/gm)].map(([, body = '']) =>
    body.split('\n'),
  )
  const named = rows.flat().flatMap((row) => row.split(' | ')[0]?.match(/[A-Z]{2,}(?:_[A-Z]+)*/g) ?? [])
  const elsewhere = ['PORT', 'HOST', 'DATA_DIR', 'TLS_CERT', 'TLS_KEY']
  const documented = new Set(named.filter((name) => name !== 'DKIM'))
  expect([...documented]).toEqual(expect.arrayContaining([...elsewhere, 'DKIM_KEY_FILE', 'SMTP_HOST']))
  const passed = Object.keys(doorward.environment)
  expect([...documented].filter((name) => !passed.includes(name) && !elsewhere.includes(name))).toEqual([])
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
  // What the pages and the server are built from comes along, but for the demonstration.
  const build = ['build-web', 'build-server']
    .map((name) => readFileSync(`scripts/${name}.js`, 'utf8'))
    .join('\n')
  const read = [...build.matchAll(/'([a-z][\w.-]*(?:\/[\w.-]+)*)'/g)].map(([, path = '']) => path)
  const there = read.filter(
    (path) =>
      existsSync(path) && !['web/dist', 'dist', 'demo', 'node_modules/.cache/doorward'].includes(path),
  )
  expect(there).toContain('docs/guides')
  expect(there.filter((path) => !letIn.some((one) => `${path}/`.startsWith(`${one}/`)))).toEqual([])
  // Compiled code is kept for the user who runs it.
  expect(ofKind('RUN').join(' ')).toContain(`-${ofKind('USER').at(-1)?.split(':')[0]}"; done`)
  // What `npm start` starts, and its flags.
  expect(instructions.join(' ').match(/\S+main\.js/g)).toEqual(['dist/main.js', '/opt/doorward/dist/main.js'])
  expect(scripts.start).toContain(' dist/main.js serve')
  expect(scripts.cli).toContain(scripts.start.match(/--import \S+ --max\S+ --heap\S+ dist\/main\.js/)?.[0])
  const flags = scripts.start.match(/--max-semi-space-size=\d+ --heap-growing-percent=\d+/)?.[0]
  expect(ofKind('RUN').filter((line) => line.includes('compile-cache.js') && !line.includes(flags))).toEqual(
    [],
  )
})

test('the backups that docs/operating.md gives work on the first day and on the next ones', () => {
  const page = readFileSync('docs/operating.md', 'utf8')
  const byHand = /^docker compose exec doorward sh -c .*$/m.exec(page)?.[0] ?? 'false'
  const crontab = /^30 4 \* \* \* (.*)$/m.exec(page)?.[1] ?? 'false'
  // cron ends a command at a `%` that has no backslash.
  expect(crontab).not.toMatch(/(?<!\\)%/)
  const folder = mkdtempSync(join(tmpdir(), 'doorward-container-'))
  try {
    for (const name of ['bin', 'data', 'taken']) mkdirSync(join(folder, name))
    const stand = (name: string, script: string) =>
      writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    // As the command is: the folder must be there, and the file not.
    stand('doorward', '[ "$1" = backup ] && [ ! -e "$2" ] && echo whole > "$2"')
    stand(
      'docker',
      'case "$2" in cp) cp "$(echo "$3" | cut -d: -f2)" "$4";; exec) shift 2; [ "$1" = -T ] && shift; [ "$1" = doorward ] && shift && exec "$@";; esac',
    )
    const run = (line: string, day: string) => {
      stand('date', `echo "${day}-$1" | tr -d +%`)
      const here = line
        .replaceAll('\\%', '%')
        .replaceAll('/data', join(folder, 'data'))
        .replaceAll('/srv/backups', join(folder, 'taken'))
        .replaceAll('/opt/doorward', folder)
      execFileSync('/bin/sh', ['-c', here], { env: { PATH: `${folder}/bin:${process.env.PATH}` } })
    }
    for (const day of ['first', 'second']) run(crontab, day)
    expect(readdirSync(join(folder, 'taken'))).toHaveLength(2)
    expect(readdirSync(join(folder, 'data/backups'))).toEqual([])
    rmSync(join(folder, 'data/backups'), { recursive: true })
    for (const day of ['first', 'second']) run(byHand, day)
    expect(readdirSync(join(folder, 'data/backups'))).toHaveLength(2)
    // Twice a day as well.
    expect(`${byHand}${crontab}`.replaceAll('\\', '').match(/%F-%H%M%S/g)).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
