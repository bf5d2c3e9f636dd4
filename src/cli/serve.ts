import type { Command } from 'commander'
import { type StartLink, startLinks } from '../admin/staff-links.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../http/log.ts'
import { migrate } from '../storage/migrate.ts'
import { openOwner, print } from './context.ts'
import { giveBackMemoryWhenIdle } from './idle-memory.ts'
import { moment } from './table.ts'

/** `serve`: starts the database, brings it up to date, listens, and stops in the opposite order. */
export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('Start the server')
    .action(async (_options: object, command: Command) => {
      await serve(command)
    })
}

async function serve(command: Command): Promise<void> {
  const stopped = stopSignal()
  const config = readConfig(process.env, { readsKeys: true })
  const logger = createLogger(config.logLevel)
  const access = await openOwner(config, {
    log: (message) => logger.info({ part: 'database' }, message),
  })
  try {
    await migrate(access.ownerUrl)
    // Only here, because no other command needs the web server: each of them starts in half the time.
    const { build } = await import('../app.ts')
    const app = await build({ config, ownerUrl: access.ownerUrl, logger })
    try {
      await app.listen()
      const [url, notes] = [app.publicUrl(), access.notes]
      const starts = await startLinks(app.database, url, {
        actor: { kind: 'system', name: 'start' },
        now: new Date(),
      })
      const lines = [...notes, `Doorward is ready at ${url}`, ...starts.map(startText)]
      const ownerLinks = starts.map(({ site, ...link }) => ({ site: site?.slug ?? null, ...link }))
      print(command, { json: { url, pid: process.pid, notes, ownerLinks }, text: lines.join('\n') })
      const endWatch = giveBackMemoryWhenIdle()
      const signal = await stopped
      endWatch()
      const { json } = command.optsWithGlobals<{ json?: boolean }>()
      const out = json ? process.stderr : process.stdout
      out.write(`Doorward stops (${signal}): requests in flight finish first.\n`)
    } finally {
      await app.close()
    }
  } finally {
    await access.release()
  }
}

/** One line for each site without an owner. */
function startText({ site, url, expiresAt }: StartLink): string {
  const whose = site === undefined ? 'its owner' : `the owner of ${site.slug}`
  return `Become ${whose}: ${url} (works once, until ${moment(expiresAt)})`
}

/** The first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false
    const ask = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1)
      asked = true
      resolve(signal)
    }
    process.on('SIGINT', ask)
    process.on('SIGTERM', ask)
  })
}
