import { Command, CommanderError } from 'commander'
import { DoorwardError } from '../model/errors.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { siteCommands } from './site.ts'

const groups = [serveCommand, migrateCommand, siteCommands]

/**
 * Runs one command.
 * @returns the exit code: 0 done, 1 failed, 2 the command was given wrong
 */
export async function runProgram(args: readonly string[]): Promise<0 | 1 | 2> {
  const program = new Command('doorward')
    .description('Every customer company brings its own identity provider; your help desk sees one list of people.')
    .option('--json', 'print exactly one JSON document')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  for (const add of groups) add(program)
  for (const command of allCommands(program)) command.exitOverride()
  try {
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return exitCodeOf(error)
  }
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((inner) => [inner, ...allCommands(inner)])
}

function exitCodeOf(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${message}\n`)
  return error instanceof DoorwardError && error.code === 'invalid' ? 2 : 1
}
