import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { countsOf, deleteSite, restoreSite } from '../admin/site-deletion.ts'
import { exportToFile } from '../admin/site-export.ts'
import { changeLogo, logoBytesMax, readLogo } from '../admin/site-logo.ts'
import { changeSite, createSite, type SiteChange } from '../admin/sites.ts'
import { invalid, notFound } from '../model/errors.ts'
import { idOf } from '../model/ids.ts'
import { readExchangeDays, readMonths } from '../model/retention.ts'
import {
  customerIdleHoursMax,
  customerSessionDaysMax,
  languages,
  readAccent,
  readLanguage,
  readTimeZone,
} from '../model/site-settings.ts'
import type { Logo } from '../storage/site/logos.ts'
import { countedMax } from '../storage/site/removal.ts'
import { listSites, type Site } from '../storage/sites.ts'
import { runCommand } from './context.ts'
import { readYesOrNo, siteOption } from './options.ts'
import { siteLeavers } from './site-leavers.ts'
import { addPlan } from './site-plan.ts'
import { planText, siteJson, siteText } from './site-text.ts'
import { counted, details, moment, table } from './table.ts'

interface SettingsOptions {
  readonly site?: string
  readonly name?: string
  readonly exchangeDays?: string
  readonly signInMonths?: string
  readonly leaverMonths?: string
  readonly accent?: string
  readonly logo?: string
  readonly languages?: string
  readonly language?: string
  readonly timeZone?: string
  readonly staffDomains?: string
  readonly addressNotices?: string
  readonly customerIdleHours?: string
  readonly customerSessionDays?: string
  readonly companyChooser?: string
  readonly customerPasswords?: string
  readonly customerPasskeys?: string
  readonly customerApiKeys?: string
  readonly defaultDirectory?: string
}

/** @throws DoorwardError naming the option and the rule it breaks */
function readSettings({
  name,
  exchangeDays,
  signInMonths,
  leaverMonths,
  accent,
  languages: list,
  language,
  timeZone,
  staffDomains,
  addressNotices,
  customerIdleHours,
  customerSessionDays,
  companyChooser,
  customerPasswords,
  customerPasskeys,
  customerApiKeys,
  defaultDirectory,
}: SettingsOptions): SiteChange {
  return {
    name,
    exchangeDays: exchangeDays === undefined ? undefined : readExchangeDays(exchangeDays),
    signInMonths: signInMonths === undefined ? undefined : readMonths('sign-in-months', signInMonths),
    leaverMonths: leaverMonths === undefined ? undefined : readMonths('leaver-months', leaverMonths),
    accent: accent === undefined ? undefined : readAccent(accent),
    languages: list === undefined ? undefined : readLanguages(list),
    language: language === undefined ? undefined : readLanguage('language', language),
    timeZone: timeZone === undefined ? undefined : readTimeZone(timeZone),
    staffDomains: staffDomains === undefined ? undefined : domainsIn(staffDomains),
    addressNotices: addressNotices === undefined ? undefined : readYesOrNo('address-notices', addressNotices),
    customerIdleHours: readCount('customer-idle-hours', customerIdleHours, customerIdleHoursMax),
    customerSessionDays: readCount('customer-session-days', customerSessionDays, customerSessionDaysMax),
    companyChooser: companyChooser === undefined ? undefined : readYesOrNo('company-chooser', companyChooser),
    customerPasswords:
      customerPasswords === undefined ? undefined : readYesOrNo('customer-passwords', customerPasswords),
    customerPasskeys:
      customerPasskeys === undefined ? undefined : readYesOrNo('customer-passkeys', customerPasskeys),
    customerApiKeys:
      customerApiKeys === undefined ? undefined : readYesOrNo('customer-api-keys', customerApiKeys),
    defaultDirectoryId: defaultDirectory === undefined ? undefined : readDirectoryKey(defaultDirectory),
  }
}

function readCount(option: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (!/^\d{1,4}$/.test(text.trim()) || count < 1 || count > max)
    throw invalid(option, `must be a whole number from 1 to ${max}.`)
  return count
}

function readDirectoryKey(text: string): number | null {
  if (text.trim() === 'none') return null
  const id = idOf(text.trim())
  if (id === undefined) throw invalid('default-directory', 'must be the id of a directory, or none.')
  return id
}

const domainsIn = (list: string) => (list.trim() === 'none' ? [] : list.split(','))

const readLanguages = (list: string) => [
  ...new Set(list.split(',').map((one) => readLanguage('languages', one))),
]

/** @returns undefined when none is named, null when the logo is to go */
async function readLogoFile(file: string | undefined): Promise<Logo | null | undefined> {
  if (file === undefined) return undefined
  if (file === 'none') return null
  const { size } = await stat(file).catch(() => ({ size: undefined }))
  if (size === undefined) throw notFound(`The file ${file}`, 'logo')
  if (size > logoBytesMax) throw invalid('logo', `must be at most ${logoBytesMax / 1024} KiB.`)
  return readLogo(await readFile(file), 'logo')
}

/** `site create|list|show|plan|settings|delete|restore` */
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
        return {
          json: siteJson(created),
          text: `The site ${created.slug} is made.\n${siteText(created)}\nIts owner's way in: staff link --site ${created.slug}`,
        }
      })
    })

  site
    .command('list')
    .description('List the sites')
    .action(async (_options: object, command: Command) => {
      await runCommand(command, async ({ database }) => {
        const sites = await database.readSites<Site>(listSites())
        const rows = sites.map((one) => [one.slug, one.name, planText(one)])
        const empty = 'No site yet. Make one: site create --slug acme --name "Acme Support"'
        return { json: sites.map(siteJson), text: table(['slug', 'name', 'plan'], rows, empty) }
      })
    })

  site
    .command('show')
    .description('Show a site')
    .option(...siteOption)
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const found = await context.site(options.site)
        return { json: siteJson(found), text: siteText(found) }
      })
    })

  addPlan(site)

  site
    .command('settings')
    .description("Show or change a site's settings")
    .option(...siteOption)
    .option('--name <name>', 'name that people see')
    .option('--exchange-days <n>', 'how many days exchanges are kept, 1 to 3650')
    .option('--sign-in-months <n>', 'how many months it is kept from where people signed in; 0: for ever')
    .option('--leaver-months <n>', 'how many months after they left people are erased; 0: never')
    .option('--accent <colour>', "a colour such as #3158b8, or none for Doorward's own")
    .option('--logo <file>', 'a PNG, JPEG or WebP picture of at most 512 KiB, or none')
    .option('--languages <list>', `the languages that are offered, of ${languages.join(', ')}`)
    .option('--language <language>', 'the one for whoever has chosen none')
    .option('--time-zone <name>', 'by its IANA name, such as Europe/Zurich')
    .option('--staff-domains <list>', 'domains in which no customer has an address, or none')
    .option(
      '--customer-idle-hours <n>',
      `after how many hours without use customers are signed out, 1 to ${customerIdleHoursMax}`,
    )
    .option('--customer-session-days <n>', `after how many days in any case, 1 to ${customerSessionDaysMax}`)
    .option('--company-chooser <yes or no>', 'whether the sign-in page lets people choose their company')
    .option('--customer-passwords <yes or no>', 'whether customers may have a password besides the code')
    .option('--customer-passkeys <yes or no>', 'whether customers may have passkeys')
    .option('--customer-api-keys <yes or no>', 'whether customers may have API keys')
    .option('--default-directory <id>', 'the directory whose door the sign-in page shows first, or none')
    .option('--address-notices <yes or no>', 'whether people hear at both addresses that theirs was changed')
    .action(async (options: SettingsOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const { database, audit } = context
        const found = await context.site(options.site)
        const change = readSettings(options)
        const logo = await readLogoFile(options.logo)
        const site = await changeSite(database, found, change, audit)
        const changed = logo === undefined ? site : await changeLogo(database, site, logo, audit)
        return { json: siteJson(changed), text: siteText(changed) }
      })
    })

  exportCommand(site)
  leavingCommands(site)
}

/** `site export` */
function exportCommand(site: Command): void {
  site
    .command('export')
    .description('Write everything of a site to a file, as lines of JSON, gzipped, without secrets')
    .option(...siteOption)
    .argument('<file>', 'a file that does not exist yet')
    .action(async (file: string, options: { site?: string }, command: Command) => {
      await runCommand(command, async ({ site: find, database, ownerUrl, audit }) => {
        const found = await find(options.site)
        const { rows, bytes } = await exportToFile(database, ownerUrl, found, file, audit)
        return {
          json: { site: found.slug, file, rows, bytes },
          text: `Wrote ${file}: ${counted(rows, 'row', 'rows')}. Keep it safe: it holds the site's people.`,
        }
      })
    })
}

/** `site delete|restore` */
function leavingCommands(site: Command): void {
  site
    .command('delete')
    .description('Have a site go in a week, with everything; without --confirm it only says what would go')
    .requiredOption('--site <slug>', 'the site')
    .option('--confirm <slug>', 'the same once more, to be sure')
    .action(async (options: { site: string; confirm?: string }, command: Command) => {
      await runCommand(command, async ({ site: find, database, audit }) => {
        const found = await find(options.site)
        const counts = await countsOf(database, found.id)
        const { confirm } = options
        const after = confirm === undefined ? found : await deleteSite(database, found, confirm, audit)
        const lines = Object.entries(counts).map(([what, n]): [string, string] => [
          what,
          what !== 'customers' && n >= countedMax ? `${n} or more` : String(n),
        ])
        const end =
          after.deletionDue === null
            ? `Nothing is deleted yet. To do it: site delete --site ${found.slug} --confirm ${found.slug}`
            : `It answers nothing any more, and goes on ${moment(after.deletionDue)}. To keep it: site restore --site ${found.slug}`
        return {
          json: { ...siteJson(after), counts },
          text: `${details(`With ${found.slug} go`, lines)}\n${end}`,
        }
      })
    })

  siteLeavers(site)

  site
    .command('restore')
    .description('Keep a site that was to go')
    .requiredOption('--site <slug>', 'the site')
    .action(async (options: { site: string }, command: Command) => {
      await runCommand(command, async ({ site: find, database, audit }) => {
        const restored = await restoreSite(database, await find(options.site), audit)
        return { json: siteJson(restored), text: `The site ${restored.slug} stays.\n${siteText(restored)}` }
      })
    })
}
