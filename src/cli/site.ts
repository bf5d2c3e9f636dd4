import type { Command } from 'commander'
import { createSite, setPlan } from '../admin/sites.ts'
import { invalid } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { runCommand } from './context.ts'
import { moment, table } from './table.ts'

function siteJson(site: Site) {
  return {
    id: keyOf(site.id),
    slug: site.slug,
    name: site.name,
    hosts: site.hosts,
    plan: site.plan,
    status: site.status,
    createdAt: site.createdAt,
  }
}

function siteText(site: Site): string {
  return `${site.slug}: ${site.name}\n  plan ${site.plan}, ${site.status}\n  made ${moment(site.createdAt)}`
}

/** `site create|list|show|plan` */
export function siteCommands(program: Command): void {
  const site = program.command('site').description('Help centres: the tenants of this server')

  site
    .command('create')
    .description('Make a site')
    .requiredOption('--slug <slug>', 'short name: letters, digits, hyphens')
    .requiredOption('--name <name>', 'name that people see')
    .option('--plan <plan>', 'none, standard or premium', 'standard')
    .action(async (options: { slug: string; name: string; plan: string }, command: Command) => {
      await runCommand(command, async ({ database, audit }) => {
        const created = await createSite(database, options, audit)
        return { json: siteJson(created), text: `The site ${created.slug} is made.\n${siteText(created)}` }
      })
    })

  site
    .command('list')
    .description('List the sites')
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ database }) => {
        const sites = await database.readSites<Site>(listSites())
        const rows = sites.map((one) => [one.slug, one.name, one.plan, one.status])
        const empty = 'No site yet. Make one: site create --slug acme --name "Acme Support"'
        return { json: sites.map(siteJson), text: table(['slug', 'name', 'plan', 'status'], rows, empty) }
      })
    })

  site
    .command('show')
    .description('Show a site')
    .option('--site <slug>', 'the site; not needed when there is one')
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const found = await context.site(options.site)
        return { json: siteJson(found), text: siteText(found) }
      })
    })

  site
    .command('plan')
    .description("Change a site's plan, let it lapse or renew it")
    .option('--site <slug>', 'the site; not needed when there is one')
    .option('--plan <plan>', 'none, standard or premium')
    .option('--status <status>', 'active or lapsed')
    .action(async (options: { site?: string; plan?: string; status?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const found = await context.site(options.site)
        const status = options.status ?? (options.plan === undefined ? found.status : 'active')
        if (status !== 'active' && status !== 'lapsed') throw invalid('status', 'must be active or lapsed.')
        const changed = await setPlan(
          context.database,
          found,
          options.plan ?? found.plan,
          status,
          context.audit,
        )
        return { json: siteJson(changed), text: siteText(changed) }
      })
    })
}
