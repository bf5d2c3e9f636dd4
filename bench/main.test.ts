// The whole benchmark, for a moment and with few users. What it measures depends on the machine; that it measures
// everything does not.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Report } from './report.ts'

const runMaxMs = 180_000
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-test-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function bench(...args: string[]): Promise<{ report: Report; text: string }> {
  const file = join(folder, 'report.json')
  const command = [join(import.meta.dirname, 'main.ts'), '--json', file, ...args]
  // Its own folder for temporary files shows what it leaves behind.
  const env = { ...process.env, TMPDIR: folder }
  const { stdout } = await promisify(execFile)(process.execPath, command, { env })
  expect(readdirSync(folder)).toEqual(['report.json'])
  return { report: JSON.parse(readFileSync(file, 'utf8')), text: stdout }
}

const number = expect.any(Number)

test(
  'every figure is measured beside the bare servers, nothing fails or is lost, and nothing is left behind',
  async () => {
    const { report, text } = await bench(
      ...['--users', '20,40', '--groups', '5,30', '--seconds', '0.05', '--connections', '4'],
      ...['--group-batch', '20', '--commit-delay', '1'],
    )
    expect(report).toMatchObject({
      server: 'Doorward',
      settings: { connections: 4, seconds: 0.05, commitDelayMs: 1 },
      startedInMs: { fresh: number, existing: number },
      sizes: [{ users: 20 }, { users: 40, refused: [], peakMb: { server: number, bare: number } }],
    })
    const figures = report.sizes[1]?.figures ?? []
    expect(figures.map(({ figure, others }) => [figure, Object.keys(others)])).toEqual([
      ['POST /Users', ['bare', 'same rows']],
      ['POST /Users, at half rate', []],
      ['GET filter userName eq', ['bare']],
      ['GET /Users/{id}', ['bare']],
      ['GET page of 100, first', ['bare']],
      ['GET page of 100, last', ['bare']],
      ['GET page of 100 by cursor, first', []],
      ['GET page of 100 by cursor, last', []],
      ['PATCH active', ['bare', 'same rows']],
      ['PATCH active, at half rate', []],
      ['POST /Users, 50 at once of one userName', []],
      ...[5, 30].flatMap((members) => [
        [`PATCH add 1 member, group of ${members}`, ['bare', 'same rows']],
        [`PATCH remove 1 member, group of ${members}`, ['bare', 'same rows']],
        [`GET without members, group of ${members}`, ['bare']],
        [`GET with members, group of ${members}`, ['bare']],
        [`PATCH add 1 member, 160 at once, group of ${members}`, ['bare', 'same rows']],
      ]),
    ])
    for (const { figure, server, others } of figures) {
      if (figure.includes('one userName')) expect(server).toMatchObject({ answered: 1, failed: { 409: 49 } })
      else for (const side of [server, ...Object.values(others)]) expect(side.failed, figure).toEqual({})
      expect(server.lost ?? 0, figure).toBe(0)
      expect(text).toContain(figure)
    }
    expect(report.growth.map(({ figure }) => figure)).toContain('PATCH remove 1 member')
  },
  runMaxMs,
)

test(
  'a first synchronization is the same work for our server and the bare ones',
  async () => {
    const { report, text } = await bench('--full-sync', '30,3', '--connections', '4')
    const requests = 30 * 2 + 3 * 2 + 3
    expect(report.fullSync?.runs).toMatchObject([
      { name: 'server', requests, failed: 0, seconds: number, peakMb: number },
      { name: 'bare', requests, failed: 0, seconds: number },
      { name: 'same rows', requests, failed: 0, seconds: number },
    ])
    expect(text).toContain('30 users, 3 groups')
  },
  runMaxMs,
)
