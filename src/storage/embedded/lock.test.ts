import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as otherTurns } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.ts'
import { identify, self } from './processes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doorward-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Many want the lock at once; returns how many ever held it together, at most. */
async function mostHoldersAtOnce(): Promise<number> {
  let holders = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++holders)
    await otherTurns()
    holders--
  }
  await Promise.all(Array.from({ length: 10 }, () => withLock(folder, work)))
  return most
}

test.each([
  ['nobody', {}],
  ['a process that is gone', { lock: '4194304 boot/1 a' }],
  ['an earlier process with a pid that lives again', { lock: `${self.pid} boot/1 a` }],
  ['a file that a power cut emptied', { lock: '' }],
  [
    'a process that died while it removed a dead lock',
    { lock: '4194304 boot/1 a', 'removing-a': '4194304 boot/1 b' },
  ],
])('one holds the lock at a time when it was left by %s', async (_, left) => {
  for (const [name, text] of Object.entries(left)) writeFileSync(join(folder, name), text)
  expect(await mostHoldersAtOnce()).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('work that fails gives the lock back', async () => {
  await expect(withLock(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withLock(folder, async () => 'again')).toBe('again')
})

test('no pid stands for a group of processes or for all', () => {
  expect([0, -1, Number.NaN, 1.5].map((pid) => identify(pid))).toEqual(Array(4).fill(undefined))
})
