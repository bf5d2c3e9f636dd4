// Runs before `npm test` and `npm run screenshots`: the browser that the tests of the pages drive is Debian's.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const browser = process.env.CHROMIUM ?? '/usr/bin/chromium'
const packageManager = '/usr/bin/apt-get'

if (!existsSync(browser)) {
  const mayInstall = process.getuid?.() === 0 && existsSync(packageManager) && !process.env.CHROMIUM
  if (!mayInstall) {
    process.stderr.write(
      `The tests of the pages drive Chromium, and ${browser} does not exist. Install it (Debian, Ubuntu: apt-get install chromium), or set CHROMIUM to where it is.\n`,
    )
    process.exit(1)
  }
  process.stderr.write("Doorward: installing Debian's Chromium for the tests of the pages, once.\n")
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync(packageManager, ['-qq', ...args], { stdio: ['ignore', 2, 2] })
    if (status !== 0) process.exit(status ?? 1)
  }
}
