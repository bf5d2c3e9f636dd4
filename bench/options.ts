import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type Peer, readPeers } from './peers.ts'

export interface Options {
  /** A server of somebody else that is measured instead of ours. */
  readonly url?: string
  readonly token: string
  /** Ascending, each once. */
  readonly users: readonly number[]
  readonly groups: readonly number[]
  readonly groupBatch: number
  readonly seconds: number
  readonly connections: number
  readonly commitDelay: number
  readonly peers: readonly Peer[]
  /** Instead of the figures: one first synchronization of so many users and groups. */
  readonly fullSync?: readonly [number, number]
  readonly only: string
  readonly json?: string
  readonly profile?: string
}

const countMax = 10_000_000

/**
 * Reads the command line.
 * @returns the exit code instead when there is nothing to do: 0 after --help, 2 when it was given wrong
 */
export function readOptions(args: readonly string[]): Options | 0 | 2 {
  const command = new Command('npm run bench --')
    .description('Measures this server, or any SCIM server, beside the least that its work can cost.')
    .option('--users <list>', 'numbers of users at which to measure', counts, [1000])
    .option('--groups <list>', 'numbers of members of the groups', counts, [10, 1000])
    .option('--group-batch <n>', 'members per call while groups are built', number(1, 100_000), 1000)
    .option('--seconds <n>', 'per figure and server', number(0.01, 600), 1.5)
    .option('--connections <n>', 'kept alive', number(1, 256), 16)
    .option('--commit-delay <ms>', 'added to every commit, as a cloud disk adds it', number(0, 100), 0)
    .option('--url <url>', 'measure this SCIM server, which should be empty, instead of our own', url)
    .option('--token <text>', 'its bearer token', '')
    .option('--peers <file>', 'servers to measure on the same work, see docs/performance.md', peers, [])
    .option('--full-sync <users,groups>', 'instead of the figures: a first synchronization', sync)
    .option('--only <text>', 'only figures whose name contains this', '')
    .option('--json <file>', 'write everything as JSON')
    .option('--profile <folder>', 'have our own server leave a CPU profile there')
    .exitOverride()
  try {
    return command.parse([...args], { from: 'user' }).opts<Options>()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`It must be from ${min} to ${max}.`)
    return value
  }
}

function counts(text: string): number[] {
  const values = text.split(',').map(number(1, countMax))
  if (!values.every(Number.isInteger)) throw new InvalidArgumentError('It must be whole numbers.')
  return [...new Set(values)].sort((a, b) => a - b)
}

function sync(text: string): number[] {
  const values = text.split(',').map(number(1, countMax))
  if (values.length !== 2 || !values.every(Number.isInteger)) {
    throw new InvalidArgumentError('It must be two whole numbers, such as 10000,100.')
  }
  return values
}

function url(text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('It must be an http or https URL.')
  }
  return text
}

function peers(file: string): Peer[] {
  try {
    return readPeers(file)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
