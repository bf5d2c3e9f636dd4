import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Browser } from '../fixtures/browser.ts'
import { type Served, serve } from '../fixtures/served.ts'
import { goodPassword } from '../fixtures/staff.ts'

const root = join(import.meta.dirname, '..', '..')

/** The shell commands that the README gives for a first customer, block by block. */
function firstCustomer(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const section = /\n## A first customer\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
  const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = '']) => commands)
  expect(blocks.length).toBeGreaterThan(3)
  // That block alone is for who has not opened the link, and says so.
  expect(section).toMatch(/\*\*Only if not\*\*[^`]*```sh\nnpm run -s cli -- site create [^\n]*\n```/)
  expect(blocks.filter((commands) => commands.includes('site create'))).toEqual(blocks.slice(0, 1))
  return blocks
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** What *Start* says: whoever opens the printed link names the site and owns it. */
async function openLink(served: Served): Promise<void> {
  await expect.poll(() => served.output()).toMatch(/^Become .*\n/m)
  const link = /\/start\/(\S+)/.exec(served.output())?.[1] ?? ''
  await new Browser(served.origin).call('completeStart', {
    params: { link },
    body: { siteName: 'Acme Support', name: 'Ann Lee', address: 'ann@acme.test', password: goodPassword },
  })
}

const orders = [
  { order: 'before anybody has opened the link', isOwned: false },
  { order: 'after the link was opened', isOwned: true },
]

test.each(orders)(
  "the README's own commands make a customer and an organization, $order",
  async ({ isOwned }) => {
    // The commands write into the folder they run in, so that is a stand-in for the clone.
    const folder = mkdtempSync(join(tmpdir(), 'doorward-readme-'))
    for (const entry of readdirSync(root).filter((name) => name !== 'data' && !name.startsWith('.git'))) {
      symlinkSync(join(root, entry), join(folder, entry))
    }
    const env = { DATA_DIR: join(folder, 'data'), PORT: String(await freePort()) }
    const served = await serve(env)
    try {
      if (isOwned) await openLink(served)
      const commands = firstCustomer().slice(isOwned ? 1 : 0)
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
        cwd: folder,
        env: { ...process.env, ...env },
      })
      if (!isOwned) expect(stdout).toContain('The site acme is made.')
      expect(stdout).toContain('"userName":"ann.lee@globex.com"')
      expect(stdout).toMatch(/Ann Lee +ann\.lee@globex\.com/)
      expect(stdout).toMatch(/Globex Sales[\s\S]*1 person[\s\S]*Ann Lee/)
      expect(stdout).toMatch(/POST +\/Users +201/)
    } finally {
      await served.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
