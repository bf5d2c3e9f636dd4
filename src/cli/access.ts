import { type Command, Option } from 'commander'
import {
  accessPolicy,
  changeAccessPolicy,
  changedPolicy,
  explainAccess,
  policyEffect,
} from '../admin/access-policy.ts'
import { invalid } from '../model/errors.ts'
import {
  type AccessPolicy,
  type Channel,
  channels,
  leaverMailRules,
  newAccountRules,
  sayAccess,
  unknownSenderRules,
} from '../model/identity/access-policy.ts'
import { runCommand } from './context.ts'
import { siteOption } from './options.ts'
import { counted, details, plain, table } from './table.ts'

interface SetOptions {
  readonly site?: string
  readonly newAccounts?: AccessPolicy['newAccounts']
  readonly allow?: string
  readonly block?: string
  readonly bindsDirectories?: 'yes' | 'no'
  readonly unknownSenders?: AccessPolicy['unknownSenders']
  readonly leaverMail?: AccessPolicy['leaverMail']
  readonly preview?: boolean
}

const entriesOf = (list: string | undefined) =>
  list === undefined ? undefined : list === 'none' ? [] : list.split(',')
const asList = (entries: readonly string[]) => (entries.length === 0 ? 'none' : entries.join(', '))

function policyText(policy: AccessPolicy): string {
  return details('Who gets in', [
    ['new accounts', policy.newAccounts],
    ['allowlist', asList(policy.allow)],
    ['blocklist', asList(policy.block)],
    ['binds directories', policy.bindsDirectories ? 'yes' : 'no'],
    ['unknown senders', policy.unknownSenders],
    ["leavers' mail", policy.leaverMail],
  ])
}

/** `access show|set|explain` */
export function accessCommands(program: Command): void {
  const access = program.command('access').description('Who gets in: one policy for every channel')
  access
    .command('show')
    .description('Show the policy')
    .option(...siteOption)
    .action(async (options: { site?: string }, command: Command) => {
      await runCommand(command, async (context) => {
        const site = await context.site(options.site)
        const policy = await accessPolicy(context.database, site.id)
        return { json: policy, text: policyText(policy) }
      })
    })
  addSet(access)
  addExplain(access)
}

function addSet(access: Command): void {
  access
    .command('set')
    .description('Change the policy; what is not given stays, and nobody who is there goes')
    .option(...siteOption)
    .addOption(new Option('--new-accounts <who>', 'who may get an account').choices(newAccountRules))
    .option('--allow <domains>', 'the allowlist: globex.com,*.globex.com, or none')
    .option('--block <domains>', 'the blocklist: hooli.com,*.hooli.com, or none')
    .addOption(
      new Option('--binds-directories <yes|no>', 'whether the allowlist holds for directories').choices([
        'yes',
        'no',
      ]),
    )
    .addOption(
      new Option('--unknown-senders <what>', 'mail from who is no customer').choices(unknownSenderRules),
    )
    .addOption(new Option('--leaver-mail <what>', 'mail from who was deactivated').choices(leaverMailRules))
    .option('--preview', 'only say whom it would not fit')
    .action(async (options: SetOptions, command: Command) => {
      await runCommand(command, async ({ database, audit, site: siteFor }) => {
        const { newAccounts, bindsDirectories: binds, unknownSenders, leaverMail } = options
        const bindsDirectories = binds === undefined ? undefined : binds === 'yes'
        const [allow, block] = [entriesOf(options.allow), entriesOf(options.block)]
        const change = { newAccounts, allow, block, bindsDirectories, unknownSenders, leaverMail }
        const isEmpty = Object.values(change).every((value) => value === undefined)
        if (isEmpty) throw invalid('new-accounts', 'or another option is needed: nothing would change.')
        const { id } = await siteFor(options.site)
        const policy = options.preview
          ? changedPolicy(await accessPolicy(database, id), change)
          : await changeAccessPolicy(database, id, change, audit)
        const effect = await policyEffect(database, id, policy)
        const rows = effect.first.map(({ name, address }) => [plain(name), address ?? 'no address'])
        const people = counted(effect.people, 'person', 'people')
        const head = `It does not fit ${people} who ${options.preview ? 'would stay' : 'stay'} all the same.`
        const names = table(['name', 'address'], rows, 'It fits everybody who is there.')
        return { json: { policy, ...effect }, text: `${policyText(policy)}\n${head}\n${names}` }
      })
    })
}

interface ExplainOptions {
  readonly site?: string
  readonly email: string
  readonly channel?: Channel
}

function addExplain(access: Command): void {
  access
    .command('explain')
    .description('Say what happens to somebody, on each channel or on one, and why')
    .option(...siteOption)
    .requiredOption('--email <address>', 'the address of who comes')
    .addOption(new Option('--channel <channel>', 'how the person comes').choices(channels))
    .action(async ({ site, email, channel }: ExplainOptions, command: Command) => {
      await runCommand(command, async (context) => {
        const { id } = await context.site(site)
        const asked = channel === undefined ? channels : [channel]
        const answers = await explainAccess(context.database, id, email, asked)
        const rows = answers.map((one) => [one.channel, one.outcome, sayAccess(one)])
        return {
          json: answers.map((one) => ({ ...one, says: sayAccess(one) })),
          text: table(['channel', 'outcome', 'why'], rows, ''),
        }
      })
    })
}
