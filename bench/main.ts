import { writeFileSync } from 'node:fs'
import { runBench } from './bench.ts'
import { readOptions } from './options.ts'
import { reportText } from './report.ts'

/** Runs the benchmark; however it ends, nothing of it stays behind. */
async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'desk') {
    // It measures when it is loaded.
    await import('./desk.ts')
    return 0
  }
  if (args[0] === 'look-alikes') {
    await import('./look-alikes.ts')
    return 0
  }
  const options = readOptions(args)
  if (typeof options === 'number') return options
  const cleanup = new AsyncDisposableStack()
  let isStopped = false
  const stop = async (code: number) => {
    isStopped = true
    process.stderr.write('Stopped; cleaning up.\n')
    await cleanup.disposeAsync()
    process.exit(code)
  }
  process.once('SIGINT', () => void stop(130))
  process.once('SIGTERM', () => void stop(143))
  try {
    const log = (line: string) => {
      if (!isStopped) process.stderr.write(`${line}\n`)
    }
    const report = await runBench(options, cleanup, log)
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
    process.stdout.write(`${reportText(report)}\n`)
    return 0
  } catch (error) {
    // While it is being stopped, whatever still runs fails, and that is no news.
    if (!isStopped) process.stderr.write(`${(error as Error).stack}\n`)
    return 1
  } finally {
    await cleanup.disposeAsync()
  }
}

process.exitCode = await main(process.argv.slice(2))
