import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which version of Doorward this is: a backup says so, and the API. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version
}
