import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The first look comes when the start has settled. */
const firstLookMs = 1_000
const lookEveryMs = 5_000
/** Of one processor, since the last look. */
const idleShareMax = 0.05
/** So much work at least leaves something to give back. */
const worthMs = 500

/**
 * V8 keeps the room that it needed while it was busy: after the start that is a fifth of the process, after a first
 * synchronization more. Once nothing is going on it collects and gives back, so that a server at rest is small. That takes
 * less than a tenth of a second, and does not come again before there was work.
 * @returns ends the watch
 */
export function giveBackMemoryWhenIdle(): () => void {
  const decide = idleLook(collect)
  const look = () => decide(performance.now(), process.cpuUsage())
  let timer = setTimeout(next, firstLookMs).unref()
  function next() {
    look()
    timer = setTimeout(next, lookEveryMs).unref()
  }
  look()
  return () => clearTimeout(timer)
}

/** @returns takes the time in milliseconds and the processor time in microseconds, and collects when that says to */
export function idleLook(collect: () => void): (nowMs: number, cpu: NodeJS.CpuUsage) => void {
  let last = { nowMs: 0, cpuMs: 0 }
  let collectedAtCpuMs = 0
  return (nowMs, { user, system }) => {
    const cpuMs = (user + system) / 1_000
    const share = (cpuMs - last.cpuMs) / Math.max(1, nowMs - last.nowMs)
    last = { nowMs, cpuMs }
    if (share > idleShareMax || cpuMs - collectedAtCpuMs < worthMs) return
    collect()
    collectedAtCpuMs = cpuMs
  }
}

/** The one way to V8's collector without a flag that every start would have to give. */
function collect(): void {
  v8.setFlagsFromString('--expose-gc')
  const gc: NodeJS.GCFunction = runInNewContext('gc')
  v8.setFlagsFromString('--no-expose-gc')
  gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })
}
