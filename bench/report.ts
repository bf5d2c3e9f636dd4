import type { SyncRun } from './full-sync.ts'
import type { Growth } from './growth.ts'
import type { Measured } from './load.ts'
import type { Machine } from './machine.ts'
import type { FigureRecord, SizeRecord } from './measure.ts'
import { grouped, markdownTable } from './report-table.ts'

/** Everything that a run found out; what `--json` writes. */
export interface Report {
  readonly server: string
  readonly machine: Machine
  readonly settings: {
    readonly connections: number
    readonly seconds: number
    readonly commitDelayMs: number
  }
  /** Only of our own server: from the start of the process to its word that it is ready. */
  readonly startedInMs: { readonly fresh: number; readonly existing: number } | undefined
  readonly idleMb: number | undefined
  readonly sizes: readonly SizeRecord[]
  readonly growth: readonly Growth[]
  readonly fullSync: SyncRecord | undefined
}

export interface SyncRecord {
  readonly users: number
  readonly groups: number
  /** The server first. */
  readonly runs: readonly SyncRun[]
}

/** The report as text for people, with its tables in Markdown. */
export function reportText(report: Report): string {
  const { sizes, growth, fullSync } = report
  const parts = [headText(report), ...sizes.map(sizeText)]
  if (growth.length > 0) parts.push(growthText(growth))
  if (fullSync) parts.push(syncText(fullSync))
  return parts.join('\n\n')
}

function headText({ server, machine, settings, startedInMs, idleMb }: Report): string {
  const { processor, cores, memoryGb, system, node, postgresql, date, loadBefore } = machine
  const { connections, seconds, commitDelayMs } = settings
  const delay = commitDelayMs === 0 ? '' : `, ${commitDelayMs} ms added to each commit`
  const lines = [
    `${server}, ${date}`,
    `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, load before the start ${loadBefore}`,
    `Node ${node}, PostgreSQL ${postgresql}, ${connections} connections, ${seconds} s per figure${delay}`,
  ]
  if (startedInMs) {
    const { fresh, existing } = startedInMs
    lines.push(`Ready after ${fresh} ms with a fresh data directory, ${existing} ms with an existing one`)
  }
  if (idleMb !== undefined) lines.push(`Memory of the server process at rest: ${idleMb} MB`)
  return lines.join('\n')
}

function sizeText({ users, filledPerSecond, figures, refused, peakMb }: SizeRecord): string {
  const filled =
    filledPerSecond === undefined ? '' : `, made at ${grouped(Math.round(filledPerSecond))} a second`
  const others = [...new Set(figures.flatMap((figure) => Object.keys(figure.others)))]
  const headings = [
    'figure',
    'per s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'CPU ms',
    ...others.map((name) => `of ${name}`),
  ]
  const lines = [
    `${grouped(users)} users${filled}`,
    '',
    markdownTable(
      headings,
      figures.map((figure) => rowOf(figure, others)),
    ),
    '',
    ...figures.flatMap(remarks),
    ...refused.map((text) => `! refused: ${text}`),
  ]
  const memory = Object.entries(peakMb).map(([name, mb]) => `${name} ${mb} MB`)
  if (memory.length > 0) lines.push(`Most memory of the processes so far: ${memory.join(', ')}`)
  return lines.join('\n')
}

function rowOf({ figure, server, ratios }: FigureRecord, others: readonly string[]): string[] {
  const { perSecond, p50Ms, p95Ms, p99Ms, cpuMs } = server
  const rate = grouped(perSecond < 100 ? perSecond : Math.round(perSecond))
  const times = [p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(2))
  const cpu = cpuMs === undefined ? '–' : cpuMs.toFixed(2)
  return [figure, rate, ...times, cpu, ...others.map((name) => ratioText(ratios[name]))]
}

/** A share below twice as much, a multiple from there. */
function ratioText(ratio: number | undefined): string {
  if (ratio === undefined) return '–'
  return ratio < 2 ? `${Math.round(ratio * 100)} %` : `${ratio.toFixed(1)} ×`
}

/** What a reader must not overlook: requests that failed, on whichever side, and promises that were broken. */
function remarks({ figure, server, others }: FigureRecord): string[] {
  const isRace = figure.includes('of one userName')
  const sides: [string, Measured][] = [['the server', server], ...Object.entries(others)]
  return sides.flatMap(([side, { failed, lost }]) => {
    const failures = isRace ? [] : Object.entries(failed).map(([what, times]) => `${times} × ${what}`)
    if (lost) failures.push(isRace ? `${lost + 1} were created` : `${lost} acknowledged writes are lost`)
    return failures.length === 0 ? [] : [`! ${figure}, ${side}: ${failures.join(', ')}`]
  })
}

function growthText(growth: readonly Growth[]): string {
  const rows = growth.map(({ figure, from, to, time, cpu }) => [
    figure,
    from,
    to,
    timesText(time),
    timesText(cpu),
  ])
  return `What one request costs with more\n\n${markdownTable(['figure', 'from', 'to', 'time', 'CPU'], rows)}`
}

function timesText(times: number | undefined): string {
  return times === undefined ? '–' : `${times.toFixed(2)} ×`
}

function syncText({ users, groups, runs }: SyncRecord): string {
  const headings = [
    'first synchronization',
    's',
    'users',
    'groups',
    'members',
    'requests',
    'failed',
    'peak MB',
    'ratio',
  ]
  const own = runs[0]?.seconds ?? 0
  const rows = runs.map((run) => [
    run.name,
    ...[run.seconds, run.usersSeconds, run.groupsSeconds, run.membersSeconds].map((s) => s.toFixed(1)),
    grouped(run.requests),
    grouped(run.failed),
    run.peakMb === undefined ? '–' : String(run.peakMb),
    run === runs[0] ? '' : `${(own / run.seconds).toFixed(2)} ×`,
  ])
  return `${grouped(users)} users, ${grouped(groups)} groups\n\n${markdownTable(headings, rows)}`
}
