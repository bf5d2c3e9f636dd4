import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const startMaxMs = 60_000
const stopMaxMs = 30_000
const errorLengthMax = 4_000

export interface Child {
  readonly pid: number
  /** The named groups of the line with which it said that it is ready. */
  readonly said: { readonly [group: string]: string }
  /** From the start of the process to that line. */
  readonly readyMs: number
  stop(): Promise<void>
}

export interface Program {
  /** The program and its arguments. */
  readonly command: readonly string[]
  readonly folder?: string | undefined
  readonly env: Readonly<Record<string, string>>
  readonly ready: RegExp
}

/** Starts a server and waits until it says that it is ready. It is stopped at the end of the run at the latest. */
export async function startChild(cleanup: AsyncDisposableStack, program: Program): Promise<Child> {
  const { command, folder, env, ready } = program
  if (cleanup.disposed) throw new Error('stopped')
  const begin = performance.now()
  // In a process group of its own: Ctrl-C reaches the benchmark only, which then stops its servers in order.
  const child = spawn(command[0] as string, command.slice(1), {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let isWanted = true
  const stop = () => {
    isWanted = false
    return end(child)
  }
  cleanup.defer(stop)
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-errorLengthMax)
  })
  const said = await new Promise<Record<string, string>>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`${command.join(' ')} ${what}\n${errors}`))
    const late = setTimeout(() => fail('did not start in time'), startMaxMs)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = ready.exec(line)
      if (!match) return
      clearTimeout(late)
      resolve({ ...match.groups })
    })
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      fail(`ended with ${code ?? signal}`)
      // Without this word, only its clients' broken connections would be seen.
      if (isWanted) process.stderr.write(`${command.join(' ')} ended with ${code ?? signal}\n${errors}`)
    })
  })
  return { pid: child.pid as number, said, readyMs: Math.round(performance.now() - begin), stop }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), stopMaxMs)
  await ended
  clearTimeout(kill)
}
