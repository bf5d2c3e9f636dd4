import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandJson } from '../fixtures/command.ts'
import { runningApp } from '../fixtures/running-app.ts'
import { ScimClient } from '../fixtures/scim-client.ts'
import { serve } from '../fixtures/served.ts'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'doorward-stop-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s: the request in flight is answered, then the database stops',
  async (signal) => {
    const env = { DATA_DIR: dataDir }
    const served = await serve(env)
    await commandJson(env, 'site', 'create', '--slug', 'acme', '--name', 'Acme')
    const made = await commandJson(env, 'directory', 'create', '--name', 'Globex')
    const url = new URL(new URL(made.scimBaseUrl).pathname, served.origin)
    const body = JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ann@globex.com',
    })

    const answered = new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${url}/Users`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${made.token}`,
          'content-type': 'application/scim+json',
          'content-length': body.length,
          expect: '100-continue',
        },
      })
      call.on('response', (response) => resolve(response.resume().statusCode))
      call.on('error', reject)
      // The server has accepted the request and waits for its body when it is told to stop.
      call.on('continue', () => {
        call.write(body.slice(0, 10))
        const stopped = served.stop(signal)
        setTimeout(() => call.end(body.slice(10)), 300)
        exitCode = stopped
      })
      call.flushHeaders()
    })
    let exitCode: Promise<number | null> = Promise.resolve(null)

    expect(await answered).toBe(201)
    expect(await exitCode).toBe(0)
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)

    const again = await serve(env)
    const scim = new ScimClient(again.origin + url.pathname, made.token)
    expect((await scim.filter('/Users', 'userName eq "ann@globex.com"')).json.totalResults).toBe(1)
    await again.stop()
  },
)

// npm runs a script in a shell, which must not stand between the signal and the server.
test('SIGTERM to npm start stops the server', async () => {
  const child = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'fatal', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let output = ''
  const origin = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      const ready = /^Doorward is ready at (\S+)$/m.exec(output)
      if (ready?.[1]) resolve(ready[1])
    })
  })
  expect((await fetch(`${origin}/healthz`)).status).toBe(200)
  child.kill('SIGTERM')
  // Standard output closes when the last of them is gone.
  await ended
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow()
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false)
})

test('a connection on which nothing was asked holds up no stop', async () => {
  const running = await runningApp()
  const { hostname, port } = new URL(running.origin)
  const silent = connect(Number(port), hostname)
  await once(silent, 'connect')
  // The server has it by the time that it answers another one.
  await (await fetch(`${running.origin}/healthz`)).text()
  const gone = once(silent.resume(), 'close')
  await running.close()
  await gone
})
