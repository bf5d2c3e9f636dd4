import { dirname } from 'node:path'
import { conflict, DoorwardError, notFound, unavailable } from '../../model/errors.ts'

/** The refusal of a file that is no longer, or never was, a whole backup. */
export function damaged(file: string, why: string): DoorwardError {
  return new DoorwardError(
    'conflict',
    `${file} is damaged or not a backup of Doorward: ${why}. Nothing was restored; use another copy.`,
    'file',
  )
}

/** Says in a sentence why a file could not be read to its end. */
export function unreadable(error: unknown, file: string): unknown {
  if (error instanceof DoorwardError) return error
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return notFound(`The backup ${file}`, 'file')
  if (code === 'EISDIR') return new DoorwardError('invalid', `${file} is a folder, not a backup.`, 'file')
  if (code === 'EACCES' || code === 'EPERM')
    return new DoorwardError(
      'forbidden',
      `${file} may not be read (${code}). Let the user who runs this read it, and try again.`,
      'file',
    )
  if (syscall !== undefined) return unavailable(`${file} cannot be read: ${(error as Error).message}.`)
  return damaged(file, 'it cannot be unpacked')
}

/** Says in a sentence why a file could not be written; other errors stay what they are. */
export function unwritable(error: unknown, file: string): unknown {
  const folder = dirname(file)
  const { code } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return unavailable(
        `No backup was written: the disk is full, ${folder} has no room for it. Make room there, or name another folder.`,
      )
    case 'ENOENT':
    case 'ENOTDIR':
      return notFound(`The folder ${folder}`, 'file')
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new DoorwardError(
        'forbidden',
        `No backup was written: ${folder} may not be written to (${code}). Let the user who runs this write there, or name another folder.`,
        'file',
      )
    case 'EEXIST':
      return conflict(
        `${file} exists: another backup is being written there, or one was cut off. If none is running, remove it.`,
        'file',
      )
    default:
      return error
  }
}
