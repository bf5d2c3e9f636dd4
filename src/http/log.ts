import { type DestinationStream, type Logger, pino } from 'pino'
import { withSourcePlaces } from './source-places.ts'

/** What a log line says of an error: enough to find the place, nothing that a person wrote. */
interface LoggedError {
  readonly type: string
  readonly message?: string
  readonly code?: string
  readonly constraint?: string
  readonly table?: string
  readonly stack?: string
}

/**
 * Reduces an error to what may be logged. PostgreSQL quotes values in its messages and details ("Key (…)=(ann@…)
 * already exists"), so of its errors only the codes and names are kept, and the frames of the stack.
 */
function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint, table, severity } = error as {
    code?: string
    constraint?: string
    table?: string
    severity?: string
  }
  const isDatabaseError = severity !== undefined
  const frames = error.stack?.slice(error.stack.indexOf('\n    at ') + 1)
  return {
    type: error.name,
    ...(isDatabaseError ? {} : { message: error.message }),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
    ...(frames === undefined ? {} : { stack: withSourcePlaces(frames) }),
  }
}

/** The structured log, one JSON object a line on standard error: standard output belongs to start-up text and results. */
export function createLogger(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, serializers: { err: loggedError, error: loggedError } }, destination)
}
