// A demonstration from its start to its end: what the command `serve --demo` needs of it.
import { createServer } from 'node:net'
import { readConfig } from '../../src/config.ts'
import type { Demonstration } from '../../src/demonstration.ts'
import { conflict } from '../../src/model/errors.ts'
import { onQuietPort } from '../simulator/quiet-port.ts'
import type { Size } from './companies.ts'
import { demoRoutes } from './routes.ts'
import { Running } from './running.ts'
import { demonstrationVariables, withOwnServices } from './settings.ts'
import { Stage } from './stage.ts'
import { readState } from './state.ts'

interface Options {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Says how far the first start is. */
  say(line: string): void
  /** Tests make a small one. */
  readonly size?: Size
}

/**
 * Opens the world around the server, before the server: it must know where that is.
 * @throws ConfigError naming every variable that a demonstration must not have, or DoorwardError when a port of its own is taken
 */
export async function openDemonstration({ env, say, size = 'whole' }: Options): Promise<{
  /** With the server's configuration: it leads to the demonstration's own services, and to nothing else. */
  readonly running: Running
  readonly demonstration: Demonstration
}> {
  const variables = demonstrationVariables(env)
  const known = readState(readConfig(variables).dataDir)
  const stage = await Stage.open(known).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw conflict(
      `A port of the demonstration's identity providers is taken (${error.message}). Does the demonstration run already? Otherwise stop what listens there, or name another DATA_DIR.`,
      'DATA_DIR',
    )
  })
  stage.mailPort = known?.mailPort ?? (await freePort())
  const providers = stage.companies.flatMap(({ identityProvider }) =>
    identityProvider ? [new URL(identityProvider.origin).host] : [],
  )
  const resolvers = stage.mail.dns.map(({ address }) => address)
  const services = { providers, resolvers, mailPort: stage.mailPort }
  const read = readConfig(withOwnServices(variables, services))
  const config = { ...read, outboundAllow: { ...read.outboundAllow, isAll: true } as const }
  const running = new Running(config, stage, { say, size }, known)
  return { running, demonstration: { contracts: [demoRoutes(running)] } }
}

/** A port at which nobody listens, and where nobody will by chance: the server takes it in a moment, and at each later start. */
function freePort(): Promise<number> {
  return onQuietPort(async (port) => {
    const server = createServer()
    await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done))
    await new Promise((done) => server.close(done))
    return port
  })
}
