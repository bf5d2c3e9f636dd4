// Builds the pages into web/dist when they are missing or older than their sources; runs before `npm start`, and by
// `npm run build`.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { buildBeside, digestOf, filesOf, removeOldDrafts, root, stop } from './built-once.js'

const dist = join(root, 'web', 'dist')
const stamp = join(dist, '.built-from')
/** First load of each face, in kB of compressed JavaScript. */
const firstLoadMaxKb = 250
/** Each face by the modules that its first page loads beside what all share, its longer catalogue among them. */
const faces = {
  'Sign-in': ['sign-in/start-page.tsx'],
  'Help centre': ['help/help-shell.tsx', 'help/home-page.tsx', 'texts/de-help.ts', 'texts/de-door.ts'],
  Console: ['console/console-shell.tsx', 'console/queue-page.tsx', 'texts/de-console.ts'],
  'Set-up page': ['setup/setup-page.tsx', 'texts/de-set-up.ts'],
  Administration: ['admin/admin-shell.tsx', 'admin/overview-page.tsx', 'texts/de.ts'],
  Demonstration: ['demo/demo-page.tsx', 'texts/de-demo.ts', 'texts/de.ts', 'texts/de-mailboxes.ts'],
}

/** What the pages are made from: their own sources, the contracts they import, the guides they show, and the packages. */
function sourcesDigest() {
  const promised = [...filesOf('src').sort(), 'demo/contract.ts']
  return digestOf([
    ...filesOf('web').sort(),
    ...filesOf('docs/guides').sort(),
    ...promised.filter((file) => /\/(contract|permissions)\b.*\.ts$/.test(file)),
    ...['package-lock.json', 'scripts/build-web.js', 'scripts/built-once.js', 'tsconfig.json'],
  ])
}

/** The file of a manifest's entry with everything that it imports at once. */
function closure(manifest, key, found = new Set()) {
  if (found.has(key)) return found
  found.add(key)
  for (const next of manifest[key].imports ?? []) closure(manifest, next, found)
  return found
}

/** Writes each text also compressed, for the server to choose from; answers the sizes in bytes. */
async function compress(folder) {
  const sizes = {}
  const texts = readdirSync(folder).filter((name) => /\.(js|css|svg)$/.test(name))
  await Promise.all(
    texts.map(async (name) => {
      const text = readFileSync(join(folder, name))
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }
      const [small, smaller] = await Promise.all([
        promisify(gzip)(text, { level: 9 }),
        promisify(brotliCompress)(text, quality),
      ])
      writeFileSync(join(folder, `${name}.gz`), small)
      writeFileSync(join(folder, `${name}.br`), smaller)
      sizes[name] = small.length
    }),
  )
  return sizes
}

/** What is found in a source by a pattern with two groups, the first by the second's place. */
const found = (text, pattern) => Object.fromEntries([...text.matchAll(pattern)].map(([, a, b]) => [a, b]))
const source = (file) => readFileSync(join(root, 'web', file), 'utf8')

/**
 * Which files each page loads beside what all share, by its path: the server names them in the document (`src/http/web-app.ts`), so
 * that a browser fetches them with the rest, and not only once the first script has asked for them. Read off the routes' sources;
 * a page that is not understood here only comes later. Texts are listed by language.
 */
function firstLoads(manifest) {
  const paths = found(source('paths.ts'), /(\w+): '(\/[^']*)'/g)
  const routes = {}
  for (const file of ['routes.tsx', 'admin-routes.tsx', 'console-routes.tsx']) {
    const text = source(file)
    const imports = found(text, /import \{ (\w+) \} from '\.\/([^']+)'/g)
    for (const [, name, body] of text.matchAll(/const (\w+) = createRoute\(\{([\s\S]*?)\n\}\)/g)) {
      const [, module, words = ''] = /part\(\s*\(\) => import\('\.\/([^']+)'\)([^)]*)\)/.exec(body) ?? []
      // Each file has names of its own.
      routes[`${file} ${name}`] = {
        module,
        words: words.match(/\w+/g)?.map((one) => imports[one]) ?? [],
        parent: `${file} ${/getParentRoute: \(\) => (\w+)/.exec(body)?.[1]}`,
        path: paths[/path: (?:within\()?paths\.(\w+)/.exec(body)?.[1]],
        isFirst: body.includes("path: '/'"),
      }
    }
  }
  const shared = closure(manifest, 'index.html')
  const filesOfAll = (modules) => {
    const keys = new Set()
    for (const module of modules) if (manifest[module]) closure(manifest, module, keys)
    return [...keys].filter((key) => !shared.has(key)).map((key) => manifest[key].file)
  }
  const loads = {}
  for (const route of Object.values(routes)) {
    const line = []
    for (let one = route; one; one = routes[one.parent]) line.push(one)
    const path = route.isFirst ? routes[route.parent].path : route.path
    if (!path || (path in loads && !route.isFirst)) continue
    const words = line
      .flatMap((one) => one.words)
      .flatMap((file) => source(file).match(/texts\/(?:en|de)[^']*/g) ?? [])
    const inLanguage = (language) => [
      `texts/${language}-shared.ts`,
      ...words.filter((file) => file.startsWith(`texts/${language}`)),
    ]
    loads[path] = {
      page: filesOfAll(line.map(({ module }) => module).filter(Boolean)),
      en: filesOfAll(inLanguage('en')),
      de: filesOfAll(inLanguage('de')),
    }
  }
  return loads
}

/** Says how much each face loads at first, and refuses a face that became too heavy. */
function report(manifest, sizes) {
  let tooHeavy = false
  for (const [face, first] of Object.entries(faces)) {
    const keys = new Set()
    for (const key of ['index.html', 'texts/de-shared.ts', ...first]) closure(manifest, key, keys)
    const files = new Set([...keys].map((key) => manifest[key].file))
    const bytes = [...files].reduce((sum, file) => sum + (sizes[file.replace('assets/', '')] ?? 0), 0)
    const kb = Math.ceil(bytes / 1000)
    tooHeavy ||= kb > firstLoadMaxKb
    process.stderr.write(`  ${face}: ${kb} kB of compressed JavaScript at first load, of ${firstLoadMaxKb}\n`)
  }
  if (tooHeavy) stop('Doorward: a face loads too much at first. Load what is not needed at once later.')
}

const digest = sourcesDigest()
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  // Beside the old build, which stays whole until the new one is.
  await buildBeside('its pages', `${dist}.`, async (outDir) => {
    // Whatever the environment says: React is a third heavier and slower while it is watched.
    process.env.NODE_ENV = 'production'
    const { build } = await import('vite')
    await build({ configFile: join(root, 'web', 'vite.config.ts'), build: { outDir, emptyOutDir: true } })
    const manifest = JSON.parse(readFileSync(join(outDir, '.vite', 'manifest.json'), 'utf8'))
    writeFileSync(join(outDir, 'first-loads.json'), JSON.stringify(firstLoads(manifest)))
    report(manifest, await compress(join(outDir, 'assets')))
    rmSync(join(outDir, '.vite'), { recursive: true })
    writeFileSync(join(outDir, '.built-from'), digest)
    rmSync(dist, { recursive: true, force: true })
    try {
      renameSync(outDir, dist)
    } catch (error) {
      // Another process has built the same meanwhile.
      if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) throw error
    }
  })
  removeOldDrafts(join(root, 'web'), 'dist.')
}
