// Runs before `npm test` and `npm run screenshots`: what tests drive that is no npm package, as Debian has it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const tools = [
  {
    debianPackage: 'chromium',
    what: 'The tests of the pages drive Chromium',
    isHere: () => existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium'),
    advice: 'or set CHROMIUM to where it is',
  },
  {
    debianPackage: 'python3-jira',
    what: 'A test of the service-desk API drives the Python library jira',
    isHere: () => spawnSync('/usr/bin/python3', ['-c', 'import jira.client'], { cwd: '/' }).status === 0,
    advice: 'or install it for /usr/bin/python3',
  },
]
const packageManager = '/usr/bin/apt-get'

const missing = tools.filter(({ isHere }) => !isHere())
if (missing.length > 0) {
  const isSaid = process.env.CHROMIUM && missing.some(({ debianPackage }) => debianPackage === 'chromium')
  const mayInstall = process.getuid?.() === 0 && existsSync(packageManager) && !isSaid
  if (!mayInstall) {
    for (const { what, debianPackage, advice } of missing) {
      process.stderr.write(
        `${what}, and it is not here. Install it (Debian, Ubuntu: apt-get install ${debianPackage}), ${advice}.\n`,
      )
    }
    process.exit(1)
  }
  const names = missing.map(({ debianPackage }) => debianPackage)
  process.stderr.write(`Doorward: installing what the tests drive, once: ${names.join(', ')}.\n`)
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...names]]) {
    const { status } = spawnSync(packageManager, ['-qq', ...args], { stdio: ['ignore', 2, 2] })
    if (status !== 0) process.exit(status ?? 1)
  }
}
