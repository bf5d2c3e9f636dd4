import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { serve } from '../fixtures/served.ts'

const root = join(import.meta.dirname, '..', '..')

/** The shell commands that the README gives for a first customer. */
function firstCustomer(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const section = /\n## A first customer\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
  const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands]) => commands)
  expect(blocks.length).toBeGreaterThan(2)
  return blocks.join('\n')
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

test("the README's own commands make a customer and an organization", async () => {
  // The commands write into the folder they run in, so that is a stand-in for the clone.
  const folder = mkdtempSync(join(tmpdir(), 'doorward-readme-'))
  for (const entry of readdirSync(root).filter((name) => name !== 'data' && !name.startsWith('.git'))) {
    symlinkSync(join(root, entry), join(folder, entry))
  }
  const env = { DATA_DIR: join(folder, 'data'), PORT: String(await freePort()) }
  const served = await serve(env)
  try {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', firstCustomer()], {
      cwd: folder,
      env: { ...process.env, ...env },
    })
    expect(stdout).toContain('The site acme is made.')
    expect(stdout).toContain('"userName":"ann.lee@globex.com"')
    expect(stdout).toMatch(/Ann Lee +ann\.lee@globex\.com/)
    expect(stdout).toMatch(/Globex Sales[\s\S]*1 person[\s\S]*Ann Lee/)
    expect(stdout).toMatch(/POST +\/Users +201/)
  } finally {
    await served.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
