import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const entrance = ['model', 'storage', 'people', 'requests', 'http']

/** Which folder of src/ may import which. A folder that is missing here fails the test. */
const mayImport: Record<string, string[]> = {
  model: [],
  storage: ['model'],
  people: ['model', 'storage'],
  requests: ['model', 'storage', 'people'],
  http: ['model', 'storage'],
  scim: entrance,
  sso: entrance,
  desk: entrance,
  admin: entrance,
  mail: entrance,
  jobs: entrance,
}
/** Files directly in src/, and the command line: they wire everything together. */
const wiring = ['', 'cli']
/** Packages that are pure data or pure functions, so that model/ may use them. */
const pureInModel = new Set(['zod', 'culori', 'tldts', 'email-providers/all.json', 'unhomoglyph/data.json'])
/** The only files beside web/ that it may import: what surfaces promise, and who may do what. */
const contracts = /^(src\/((desk|admin|sso|mail|model)\/contract|model\/permissions)|demo\/contract)\.ts$/

interface Import {
  file: string
  target: string
  /** By `import()`, when it is needed. */
  isDynamic: boolean
}

/** Every module specifier: static, side-effect, re-export, dynamic and type import. */
const specifier = /(?<!['"])(?:\bfrom\s*|\bimport\s*(\(?)\s*)(['"`])([^'"`]+)\2/g

function sources(folder: string): string[] {
  const top = join(root, folder)
  if (!existsSync(top)) return []
  return readdirSync(top, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => join(folder, file))
}

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(specifier)].map(([, opening, , target]) => ({
    file,
    target: target ?? '',
    isDynamic: opening === '(',
  }))
}

/** The demonstration uses the whole server; its simulator is one of the server's callers, and knows nothing of it. */
function mayDemoImport(folder: string, to: string): boolean {
  if (folder === 'simulator') return to.startsWith('demo/simulator/')
  return to.startsWith('demo/') || to.startsWith('src/')
}

/** Says which imports of a file break the table; the reason names both ends. */
function violations(file: string, text: string): string[] {
  const [top, folder = ''] = file.split('/').length > 2 ? file.split('/') : [file.split('/')[0], '']
  const broken: string[] = []
  for (const { target, isDynamic } of importsOf(file, text)) {
    const to = target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : undefined
    if (top === 'demo') {
      if (to && !mayDemoImport(folder, to)) broken.push(`${file} -> ${to}`)
      continue
    }
    if (top !== 'web' && to?.startsWith('demo/')) {
      if (top !== 'src' || folder !== 'cli' || !isDynamic) broken.push(`${file} -> ${to}`)
      continue
    }
    if (top === 'web') {
      if (to && !to.startsWith('web/') && !contracts.test(to)) broken.push(`${file} -> ${to}`)
      continue
    }
    if (top !== 'src' || wiring.includes(folder)) continue
    const allowed = mayImport[folder]
    if (!allowed) return [`${file}: the folder ${folder} is not in the table`]
    if (to === undefined) {
      const builtin = target.startsWith('node:') || builtinModules.includes(target)
      if (folder === 'model' && (builtin || !pureInModel.has(target))) broken.push(`${file} -> ${target}`)
      continue
    }
    const [toTop, toFolder] = to.split('/').length > 2 ? to.split('/') : [to.split('/')[0], '']
    if (toTop !== 'src' || (toFolder !== folder && !allowed.includes(toFolder ?? ''))) {
      broken.push(`${file} -> ${to}`)
    }
  }
  return broken
}

const files = [...sources('src'), ...sources('web'), ...sources('demo')]

describe('the dependency table of docs/architecture.md', () => {
  test('every import follows it', () => {
    expect(files.length).toBeGreaterThan(20) // never pass on an empty graph
    const edges = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))
    expect(edges.length).toBeGreaterThan(60)
    expect(files.flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  test('SQL stands only in storage/', () => {
    const sql = /\b(select\s+[\w*($].*\bfrom\b|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s)/i
    const strings = /`[^`]*`|'[^'\n]*'/g
    const found = [...sources('src'), ...sources('demo')]
      .filter((file) => !file.startsWith('src/storage/'))
      .filter((file) =>
        (readFileSync(join(root, file), 'utf8').match(strings) ?? []).some((s) => sql.test(s)),
      )
    expect(found).toEqual([])
  })

  test.each([
    ['an outward import', 'src/model/ids.ts', `import { x } from '../storage/database.ts'`],
    ['a sideways import', 'src/scim/users.ts', `import { x } from '../admin/routes.ts'`],
    ['a side-effect import', 'src/people/project.ts', `import '../scim/users.ts'`],
    ['a dynamic import', 'src/storage/sites.ts', `await import('../people/project.ts')`],
    ['a re-export', 'src/http/site.ts', `export { x } from '../people/project.ts'`],
    ['a type import', 'src/people/project.ts', `import type { X } from '../requests/open.ts'`],
    ['an unlisted folder', 'src/helpers/strings.ts', `import { x } from '../model/ids.ts'`],
    ['a package in model/', 'src/model/ids.ts', `import { v7 } from 'uuid'`],
    ['a Node module in model/', 'src/model/ids.ts', `import { hash } from 'node:crypto'`],
    ['the wiring imported from below', 'src/scim/users.ts', `import { build } from '../app.ts'`],
    ['the simulator reaching into the server', 'demo/simulator/x.ts', `import { x } from '../../src/app.ts'`],
    [
      'the demonstration reaching into tests',
      'demo/site/x.ts',
      `import { x } from '../../test/fixtures/x.ts'`,
    ],
    [
      'the demonstration loaded without its flag',
      'src/cli/serve.ts',
      `import { x } from '../../demo/main.ts'`,
    ],
    ['the demonstration loaded by the server', 'src/app.ts', `await import('../demo/main.ts')`],
    ['the demonstration in pages', 'web/demo/page.tsx', `import { x } from '../../demo/main.ts'`],
    ['web/ reaching into the server', 'web/portal/page.tsx', `import { x } from '../../src/model/ids.ts'`],
  ])('it would notice %s', (_name, file, text) => {
    expect(violations(file, text)).toHaveLength(1)
  })

  test('it allows what the table allows', () => {
    expect(violations('src/scim/users.ts', `import { x } from '../people/project.ts'`)).toEqual([])
    expect(violations('web/admin/page.tsx', `import { x } from '../../src/admin/contract.ts'`)).toEqual([])
    expect(violations('src/cli/serve.ts', `await import('../../demo/main.ts')`)).toEqual([])
    expect(violations('demo/site/seed.ts', `import { x } from '../../src/app.ts'`)).toEqual([])
  })
})

test('each decision has a number of its own, and whoever cites one cites one that exists', () => {
  const folder = join(root, 'docs', 'decisions')
  const names = readdirSync(folder)
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'))
  const numbers = names.map((name) => Number(name.slice(0, 4)))
  expect(texts.map((text) => Number(/^# (\d+)\. /.exec(text)?.[1]))).toEqual(numbers)
  expect(new Set(numbers).size).toBe(numbers.length)
  const code = sources('src').map((file) => readFileSync(join(root, file), 'utf8'))
  const cited = [...texts, ...code].flatMap((text) => [...text.matchAll(/\bdecision (\d+)\b/g)])
  expect(cited.length).toBeGreaterThan(0)
  expect(cited.map(([, number]) => Number(number)).filter((number) => !numbers.includes(number))).toEqual([])
})
