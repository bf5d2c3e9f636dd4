// How the server is built before it starts, tried on a small program; and that what comes out of the real one is whole.
import { execFile, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { originsOf } from '../src/http/source-places.ts'
import { builtFolder } from './fixtures/built-server.ts'

const root = join(import.meta.dirname, '..')
let project: string

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'doorward-build-'))
  for (const folder of ['src/storage/migrations', 'web', 'node_modules'])
    mkdirSync(join(project, folder), { recursive: true })
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts']) {
    cpSync(join(root, file), join(project, file), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules/vite'), join(project, 'node_modules/vite'))
  write('web/paths.ts', "export const greeting: string = 'Grüße 👋'\n")
  write('src/app.ts', "export const app = /[é👋]/u\nexport { readdirSync } from 'node:fs'\n")
  write('src/storage/late.ts', 'export const folder = import.meta.dirname\n')
  write(
    'src/main.ts',
    `import { greeting } from '../web/paths.ts'
const { folder } = await import('./storage/late.ts')
const demonstration = await import('../demo/site/open.ts').catch(({ code }) => code)
console.log(greeting, String.raw\`a\`, folder, demonstration, import.meta.filename)
`,
  )
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

function write(file: string, text: string) {
  writeFileSync(join(project, file), text)
}

const script = () => join(project, 'scripts/build-server.js')
const build = () => {
  const { status, stderr } = spawnSync(process.execPath, [script()], { encoding: 'utf8' })
  return { status, stderr }
}
const run = () => spawnSync(process.execPath, [join(project, 'dist/main.js')], { encoding: 'utf8' }).stdout
const builds = () => readdirSync(join(project, 'dist')).filter((name) => name !== 'main.js')

test('a build is made once, again after a change, and the one of before stays for whoever still runs it', () => {
  expect(build()).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^Doorward: building the server.*\n {2}built in .* s\n$/),
  })
  expect(run()).toMatch(/^Grüße 👋 a .*\/src\/storage ERR_MODULE_NOT_FOUND .*\/dist\/\w+\/main\.js\n$/)
  for (const name of readdirSync(join(project, 'dist', builds()[0] ?? '')).filter((file) =>
    file.endsWith('.js'),
  )) {
    expect(readFileSync(join(project, 'dist', builds()[0] ?? '', name), 'utf8')).not.toMatch(/[^\0-\x7f]/)
  }
  const [first = ''] = builds()
  const modeOf = (folder: string) => statSync(join(project, folder)).mode & 0o777
  expect(modeOf(join('dist', first))).toBe(modeOf('dist'))
  expect(build()).toEqual({ status: 0, stderr: '' })
  appendFileSync(join(project, 'web/paths.ts'), '// One more line.\n')
  expect(build().stderr).toContain('building the server')
  expect(builds()).toContain(first)
  expect(builds()).toHaveLength(2)
  // Migrations are read from where they lie, and tests are no part of it.
  write('src/storage/migrations/0001-one.sql', 'select 1')
  write('src/one.test.ts', '')
  expect(build().stderr).toBe('')
  write('src/app.ts', 'export const app = 2\n')
  expect(build().status).toBe(0)
  expect(builds()).toHaveLength(3)
  // Five of before stay.
  for (const n of [1, 2, 3, 4]) {
    const folder = join(project, 'dist', `older-${n}`)
    mkdirSync(folder)
    utimesSync(folder, n, n)
  }
  write('src/app.ts', 'export const app = 3\n')
  expect(build().status).toBe(0)
  expect(builds()).toHaveLength(6)
  expect(builds()).toEqual(expect.arrayContaining([first, 'older-3', 'older-4']))
})

test.each([
  ['a part of it is gone', (folder: string) => rmSync(join(folder, 'app.js'))],
  ['a part of it is empty', (folder: string) => writeFileSync(join(folder, 'main.js'), '')],
])('a build is made anew when %s', (_name, spoil) => {
  expect(build().status).toBe(0)
  const [name = ''] = builds()
  spoil(join(project, 'dist', name))
  expect(build()).toEqual({ status: 0, stderr: expect.stringContaining('built in') })
  expect(builds()).toEqual([name])
  expect(run()).toContain('Grüße')
})

test('a folder may be called anything, and hold the links of an editor', () => {
  const odd = `${project} 100% #1`
  renameSync(project, odd)
  project = odd
  symlinkSync('nobody@nowhere:1', join(project, 'src/.#app.ts'))
  expect(build()).toEqual({ status: 0, stderr: expect.stringContaining('built in') })
  expect(run()).toContain('Grüße')
})

test('two that start at once both start', async () => {
  const results = await Promise.all([1, 2].map(() => promisify(execFile)(process.execPath, [script()])))
  expect(results.map(({ stderr }) => stderr).join('')).toContain('built in')
  expect(builds()).toHaveLength(1)
  expect(run()).toContain('Grüße')
})

test.each([
  [
    'its folder cannot be written',
    () => write('dist', ''),
    /cannot be built, because .* cannot be written \(\w+\)\. Run npm run build once as a user who may/,
  ],
  [
    'a source is wrong',
    () => write('src/app.ts', 'export const = 1\n'),
    /the server cannot be built\. [\s\S]*app\.ts/,
  ],
  [
    'it falls at its first step',
    () => write('src/app.ts', "throw new Error('no such thing')\n"),
    /no such thing[\s\S]*was built, but does not load/,
  ],
  [
    'it takes a source of which it does not know',
    () => {
      write('web/other.ts', 'export const other = 1\n')
      write('src/app.ts', "import { other } from '../web/other.ts'\nconsole.error(other)\n")
    },
    /web\/other\.ts is part of the server, but not among the sources/,
  ],
])('a build that fails says why, and leaves the one of before: %s', (_name, breakIt, reason) => {
  const isWritable = !reason.source.includes('written')
  const before = isWritable && build().status === 0 ? run() : undefined
  breakIt()
  const { status, stderr } = build()
  expect(status).toBe(1)
  expect(stderr).toMatch(reason)
  expect(stderr).not.toMatch(/^ {4}at .*scripts/m)
  if (before) expect([run(), builds().length]).toEqual([before, 1])
})

test('every part of the built server loads, the demonstration among them', async () => {
  const folder = builtFolder()
  const parts = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'main.js')
  expect(parts.filter((name) => /^(app|open|imap-flow|mailauth|metrics)\b/.test(name))).toHaveLength(5)
  const load = `for (const part of ${JSON.stringify(parts)}) await import(${JSON.stringify(`${folder}/`)} + part)`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', load])
})

test('a call that is made to see whether it fails stays, though nobody uses what comes of it', () => {
  const folder = builtFolder()
  const code = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  // Of mailparser: whether a header's text is percent-encoded UTF-8.
  const [, body = ''] = /function isDisplayString\(\w+\) \{([\s\S]*?)\n\t*\}\n/.exec(code) ?? []
  expect(body).toMatch(/try \{\s*(return )?globalThis\.decodeURIComponent\(/)
})

/**
 * A package that reads a file beside its own, or starts a worker from there, does not find it from the bundle. Those that ask where
 * they lie for what is not used here: workers for the log (pino), configuration files (import-fresh), and a name
 * in a stack (undici).
 */
test('no other package asks where its file lies', () => {
  const folder = builtFolder()
  const asking = new Set<string>()
  // What the bundler adds has no source, and no map.
  for (const name of readdirSync(folder).filter((file) => existsSync(join(folder, `${file}.map`)))) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    lines.forEach((text, line) => {
      for (const { index } of text.matchAll(
        /\b__(dirname|filename)\b|\bimport\.meta\.(url|dirname|filename)\b/g,
      )) {
        const { sources, mappings } = JSON.parse(readFileSync(join(folder, `${name}.map`), 'utf8'))
        const source: string =
          sources[originsOf(mappings, [{ line, column: index }])[0]?.source ?? -1] ?? name
        asking.add(
          /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? source.replace(/^(\.\.\/)+/, ''),
        )
      }
    })
  }
  const others = [...asking].filter((name) => !name.startsWith('src/') && name !== 'main.js')
  expect(others.sort()).toEqual(['import-fresh', 'pino', 'thread-stream', 'undici'])
})
