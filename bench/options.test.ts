import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readOptions } from './options.ts'

test('nothing given: our own server with a thousand users', () => {
  const { url, peers, fullSync, ...options } = readOptions([]) as Exclude<
    ReturnType<typeof readOptions>,
    number
  >
  expect([url, peers, fullSync]).toEqual([undefined, [], undefined])
  expect(options).toMatchObject({ users: [1000], groups: [10, 1000], connections: 16, commitDelay: 0 })
})

test('sizes are taken in order, each once', () => {
  expect(readOptions(['--users', '100000,1000,1000'])).toMatchObject({ users: [1000, 100_000] })
})

test.each([
  [['--users', 'many'], '--users'],
  [['--users', '1.5'], '--users'],
  [['--users', ''], '--users'],
  [['--seconds', '0'], '--seconds'],
  [['--url', 'ftp://x'], '--url'],
  [['--full-sync', '100'], '--full-sync'],
  [['--peers', '/nowhere.json'], '--peers'],
  [['--nonsense', '1'], '--nonsense'],
])('%j is refused by name', (args, name) => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(readOptions(args)).toBe(2)
  expect(said.mock.calls.join()).toContain(name)
  said.mockRestore()
})

test('--help says what there is, and nothing is to be done', () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  expect(readOptions(['--help'])).toBe(0)
  expect(said.mock.calls.join()).toContain('--token')
  said.mockRestore()
})

test('peers are read from a file, whose mistakes are named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'))
  const file = join(folder, 'peers.json')
  const peer = { name: 'peer', url: 'http://127.0.0.1:1/scim', token: 'T' }
  writeFileSync(file, JSON.stringify([peer]))
  expect(readOptions(['--peers', file])).toMatchObject({ peers: [peer] })
  writeFileSync(file, JSON.stringify([{ ...peer, nmae: 'x' }]))
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(readOptions(['--peers', file])).toBe(2)
  expect(said.mock.calls.join()).toContain('nmae')
  said.mockRestore()
  rmSync(folder, { recursive: true })
})
