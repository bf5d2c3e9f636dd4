import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { usablePrograms } from './programs.ts'

const nobody = { uid: 65534, gid: 65534, name: 'nobody' }
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doorward-programs-'))
  chmodSync(folder, 0o755)
  const native = join(folder, 'package', 'native')
  mkdirSync(join(native, 'bin'), { recursive: true })
  mkdirSync(join(native, 'lib'))
  const link = { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify([link]))
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'a library')
  writeFileSync(join(native, 'lib', 'libpq.a'), 'for compilers')
  // Runs only with its library, as the real one.
  const script = '#!/bin/sh\nexec cat "$(dirname "$0")/../lib/libpq.so.5"\n'
  writeFileSync(join(native, 'bin', 'postgres'), script, { mode: 0o755 })
})
afterEach(() => rmSync(folder, { recursive: true }))

function distribution(): { native: string; version: string; major: string } {
  return { native: join(folder, 'package', 'native'), version: '18.4', major: '18' }
}

test('the links that an install without scripts lacks are made in the package', () => {
  const programs = usablePrograms(distribution(), undefined, join(folder, 'bin'))
  expect(programs.postgres).toBe(join(folder, 'package', 'native', 'bin', 'postgres'))
  expect(programs.note).toBeUndefined()
})

test.runIf(process.getuid?.() === 0)(
  'programs that their user cannot reach are copied, once, and open to all',
  () => {
    chmodSync(join(folder, 'package'), 0o700)
    const programs = usablePrograms(distribution(), nobody, join(folder, 'bin'))
    const copy = join(folder, 'bin', '18.4', 'native')
    expect(programs.postgres).toBe(join(copy, 'bin', 'postgres'))
    expect(programs.note).toContain(copy)
    expect(existsSync(join(copy, 'lib', 'libpq.a'))).toBe(false)
    const { ino } = statSync(copy)
    usablePrograms(distribution(), nobody, join(folder, 'bin'))
    expect(statSync(copy).ino).toBe(ino)

    rmSync(join(copy, 'lib'), { recursive: true })
    usablePrograms(distribution(), nobody, join(folder, 'bin'))
    expect(existsSync(join(copy, 'lib', 'libpq.so.5'))).toBe(true)
  },
)
