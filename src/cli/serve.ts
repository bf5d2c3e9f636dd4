import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { demoPath } from '../../web/paths.ts'
import { type StartLink, startLinks } from '../admin/staff-links.ts'
import type { App } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { type Demonstration, demonstrationFile } from '../demonstration.ts'
import { createLogger } from '../http/log.ts'
import { conflict } from '../model/errors.ts'
import { migrate } from '../storage/migrate.ts'
import { openOwner, print } from './context.ts'
import { giveBackMemoryWhenIdle } from './idle-memory.ts'
import { moment } from './table.ts'

/** `serve`: starts the database, brings it up to date, listens, and stops in the opposite order. */
export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('Start the server')
    .option(
      '--demo',
      'start a demonstration instead: a help desk with three customer companies, whose identity providers and mails are played on this machine; in ./data-demo unless DATA_DIR says otherwise',
    )
    .action(async (options: { demo?: true }, command: Command) => {
      await (options.demo ? serveDemonstration(command) : serve(command, ordinary()))
    })
}

/** What is served, and what its start-up text says once it is ready. */
interface Serving {
  readonly config: Config
  readonly demonstration?: Demonstration
  /** Before anything of the database is touched. */
  admit?(ownerUrl: string): Promise<void>
  /** Once it listens: the ways in for whoever has none yet, and further lines about them. */
  welcome(app: App): Promise<{ readonly ownerLinks: readonly object[]; readonly lines: readonly string[] }>
}

function ordinary(): Serving {
  const config = readConfig(process.env, { readsKeys: true })
  if (existsSync(join(config.dataDir, demonstrationFile))) {
    throw conflict(
      `DATA_DIR: ${config.dataDir} holds a demonstration, whose identity providers sign in anybody. Start it with --demo, or name another DATA_DIR.`,
      'DATA_DIR',
    )
  }
  return {
    config,
    async welcome(app) {
      const starts = await startLinks(app.database, app.publicUrl(), {
        actor: { kind: 'system', name: 'start' },
        now: new Date(),
      })
      const ownerLinks = starts.map(({ site, ...link }) => ({ site: site?.slug ?? null, ...link }))
      return { ownerLinks, lines: starts.map(startText) }
    },
  }
}

async function serveDemonstration(command: Command): Promise<void> {
  // Only here: a server that is no demonstration has nothing of it, not even in memory.
  const { openDemonstration } = await import('../../demo/site/open.ts').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      throw conflict(
        'This installation has no demonstration: it is in the sources, and starts there by npm start -- --demo.',
      )
    },
  )
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const { running, demonstration } = await openDemonstration({ env: process.env, say })
  try {
    await serve(command, {
      ...{ config: running.config, demonstration },
      admit: (ownerUrl) => running.requireOwn(ownerUrl),
      async welcome(app) {
        const link = await running.begin(app)
        const lines = [
          'This is a demonstration: everybody in it is invented, and it answers on this machine alone.',
          `Be its owner: ${link.url} (works once, until ${moment(link.expiresAt)})`,
          `Then have something happen: ${app.publicUrl()}${demoPath}`,
        ]
        return { ownerLinks: [link], lines }
      },
    })
  } finally {
    await running.close()
  }
}

async function serve(command: Command, { config, demonstration, admit, welcome }: Serving): Promise<void> {
  const stopped = stopSignal()
  const logger = createLogger(config.logLevel)
  const access = await openOwner(config, {
    log: (message) => logger.info({ part: 'database' }, message),
  })
  try {
    await admit?.(access.ownerUrl)
    await migrate(access.ownerUrl)
    // Only here, because no other command needs the web server: each of them starts in half the time.
    const { build } = await import('../app.ts')
    const app = await build({ config, ownerUrl: access.ownerUrl, logger, demonstration })
    try {
      await app.listen()
      const [url, notes] = [app.publicUrl(), access.notes]
      // What is being made may take a while, and whoever stops the server does not wait for it.
      const welcomed = await Promise.race([welcome(app), stopped.then(() => undefined)])
      if (welcomed) {
        const { ownerLinks, lines } = welcomed
        const text = [...notes, `Doorward is ready at ${url}`, ...lines].join('\n')
        print(command, { json: { url, pid: process.pid, notes, ownerLinks }, text })
      }
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
