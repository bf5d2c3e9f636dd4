import { Command, CommanderError } from 'commander'
import { accessCommands } from './access.ts'
import { auditCommands } from './audit.ts'
import { backupCommands } from './backup.ts'
import { caseCommands } from './case.ts'
import { connectionCommands } from './connection.ts'
import { customerCommands } from './customer.ts'
import { detailFieldCommands } from './detail-field.ts'
import { directoryCommands } from './directory.ts'
import { domainCommands } from './domain.ts'
import { exchangeCommands } from './exchange.ts'
import { failureOf } from './failure.ts'
import { groupCommands } from './group.ts'
import { mailCommands } from './mail.ts'
import { mailboxCommands } from './mailbox.ts'
import { migrateCommand } from './migrate.ts'
import { organizationCommands } from './organization.ts'
import { portalCommands } from './portal.ts'
import { receiptCommands } from './receipt.ts'
import { requestCommands } from './request.ts'
import { senderCommands } from './sender.ts'
import { serveCommand } from './serve.ts'
import { siteCommands } from './site.ts'
import { staffCommands } from './staff.ts'
import { taskCommands } from './tasks.ts'
import { tokenCommands } from './token.ts'
import { usageCommands } from './usage.ts'

const groups = [
  serveCommand,
  migrateCommand,
  siteCommands,
  directoryCommands,
  domainCommands,
  connectionCommands,
  accessCommands,
  tokenCommands,
  staffCommands,
  customerCommands,
  caseCommands,
  organizationCommands,
  portalCommands,
  groupCommands,
  detailFieldCommands,
  exchangeCommands,
  auditCommands,
  mailCommands,
  mailboxCommands,
  senderCommands,
  usageCommands,
  taskCommands,
  requestCommands,
  receiptCommands,
  backupCommands,
]

/** All commands with their arguments and options. */
export function makeProgram(): Command {
  const program = new Command('doorward')
    .description(
      'Every customer company brings its own identity provider; your help desk sees one list of people.',
    )
    .option('--json', 'print exactly one JSON document')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help lists what there is)')
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  for (const add of groups) add(program)
  for (const command of allCommands(program)) command.exitOverride()
  return program
}

/**
 * Runs one command.
 * @returns the exit code: 0 done, 1 failed, 2 the command was given wrong
 */
export async function runProgram(args: readonly string[]): Promise<0 | 1 | 2> {
  const program = makeProgram()
  try {
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return fail(error, program.opts<{ json?: boolean }>().json ?? false)
  }
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((inner) => [inner, ...allCommands(inner)])
}

/** A sentence on standard error, and with `--json` the same as the one document on standard output. */
function fail(error: unknown, asJson: boolean): 0 | 1 | 2 {
  const isUsage = error instanceof CommanderError
  if (isUsage && error.exitCode === 0) return 0
  const { exitCode, code, field, message } = failureOf(error)
  // Commander has said it already.
  if (!isUsage) process.stderr.write(`${message}\n`)
  if (asJson) process.stdout.write(`${JSON.stringify({ error: { code, field, message } })}\n`)
  return exitCode
}
