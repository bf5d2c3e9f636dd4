// Runs before `npm test` and `npm run screenshots`: what tests drive that is no npm package, as Debian has it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Each with the packages that bring it, the best first: not every release knows it. */
const tools = [
  {
    // The browser without its windows costs a quarter less (`test/fixtures/chromium.ts`).
    packages: ['chromium-headless-shell', 'chromium'],
    what: 'The tests of the pages drive Chromium',
    isHere: () =>
      process.env.CHROMIUM
        ? existsSync(process.env.CHROMIUM)
        : ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].some((file) => existsSync(file)),
    // Where it is was said: nothing else is installed in its place.
    isSaid: Boolean(process.env.CHROMIUM),
    advice: 'or set CHROMIUM to where it is',
  },
  {
    packages: ['python3-jira'],
    what: 'A test of the service-desk API drives the Python library jira',
    isHere: () => spawnSync('/usr/bin/python3', ['-c', 'import jira.client'], { cwd: '/' }).status === 0,
    advice: 'or install it for /usr/bin/python3',
  },
]
const packageManager = '/usr/bin/apt-get'
const apt = (...args) => spawnSync(packageManager, ['-qq', ...args], { stdio: ['ignore', 2, 2] })
const isKnown = (name) =>
  spawnSync('/usr/bin/apt-cache', ['-qq', 'show', name], { stdio: 'ignore' }).status === 0

const missing = tools.filter(({ isHere }) => !isHere())
if (missing.length > 0) {
  const mayInstall =
    process.getuid?.() === 0 && existsSync(packageManager) && !missing.some(({ isSaid }) => isSaid)
  if (!mayInstall) {
    for (const { what, packages, advice } of missing) {
      process.stderr.write(
        `${what}, and it is not here. Install it (Debian, Ubuntu: apt-get install ${packages.join(' or ')}), ${advice}.\n`,
      )
    }
    process.exit(1)
  }
  const { status } = apt('update')
  if (status !== 0) process.exit(status ?? 1)
  const names = missing.map(({ packages }) => packages.find(isKnown) ?? packages.at(-1))
  process.stderr.write(`Doorward: installing what the tests drive, once: ${names.join(', ')}.\n`)
  process.exitCode = apt('install', '--yes', '--no-install-recommends', ...names).status ?? 1
}
