import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { DoorwardError } from '../model/errors.ts'
import { EmbeddedDatabaseError } from '../storage/embedded/error.ts'

/** How a command failed: what it ends with, and what it prints with `--json`. */
export interface Failure {
  /** 1 failed, 2 the command was given wrong */
  readonly exitCode: 1 | 2
  /** A DoorwardError's code, `environment` for a variable that cannot be used, else `unexpected`. */
  readonly code: string
  /** The option, argument or variable at fault; several variables are separated by commas. */
  readonly field: string | null
  /** A sentence, or several. */
  readonly message: string
}

/** What any error means for the one who gave the command. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) return usageFailure(error)
  if (error instanceof ConfigError) {
    return {
      exitCode: 1,
      code: 'environment',
      field: error.variables.join(', '),
      message: error.message,
    }
  }
  if (error instanceof DoorwardError) {
    const { code, field = null, message } = error
    return { exitCode: code === 'invalid' ? 2 : 1, code, field, message }
  }
  if (error instanceof EmbeddedDatabaseError) {
    return { exitCode: 1, code: 'environment', field: 'DATA_DIR', message: error.message }
  }
  return { exitCode: 1, code: 'unexpected', field: null, message: messageOf(error) }
}

/** Some errors of Node hold others and say nothing themselves. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/** Commander's own words without its prefix; where they quote an option or argument first, that one is at fault. */
function usageFailure({ code, message }: CommanderError): Failure {
  if (code === 'commander.help') {
    return { exitCode: 2, code: 'invalid', field: null, message: 'Which command? --help lists them.' }
  }
  const words = message.replace(/^error: /, '').replaceAll('\n', ' ')
  const namesField = !['commander.unknownCommand', 'commander.excessArguments'].includes(code)
  const field = namesField ? (/'(?:-\w, )?(?:--)?([\w-]+)/.exec(words)?.[1] ?? null) : null
  return { exitCode: 2, code: 'invalid', field, message: words }
}
