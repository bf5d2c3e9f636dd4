// Runs before `npm start`, `npm test`, `npm run check` and `npm run cli`, on whatever Node the machine has, so
// that a fresh clone needs nothing installed by hand. Plain JavaScript: no package exists yet when it runs.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const stamp = join(root, 'node_modules', '.doorward-installed')

/** Stops with one sentence a person can act on. */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

process.report.excludeNetwork = true
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Doorward needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org/en/download.`)
}
if (process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime) {
  stop(
    'Doorward needs a Linux with glibc (Debian, Ubuntu, Fedora …): its packaged PostgreSQL does not run on musl (Alpine).',
  )
}

/** What an installation depends on: a change of any of these installs again. */
function wanted() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex')
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted()) {
  // To standard error: a command's standard output may be a JSON document that a script reads.
  process.stderr.write('Doorward: installing its packages (npm ci) — about half a minute, once.\n')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    stop(
      'Doorward: the packages could not be installed; npm says why above. Mend that and run the command again.',
    )
  }
  writeFileSync(stamp, wanted())
}
