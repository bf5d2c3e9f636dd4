import { DoorwardError } from '../../model/errors.ts'

/**
 * What is wrong with a part of the body is said of that part: whatever stands below calls it by names that no script has sent.
 * @param below what it is called there; left out: whatever it is called
 * @throws whatever it is given
 */
export const inField =
  (field: string, below?: string) =>
  (error: unknown): never => {
    if (!(error instanceof DoorwardError) || error.field === undefined) throw error
    if (below !== undefined && error.field !== below) throw error
    throw new DoorwardError(
      error.code === 'not-found' ? 'invalid' : error.code,
      error.message.replace(`${error.field}:`, `${field}:`),
      field,
    )
  }
