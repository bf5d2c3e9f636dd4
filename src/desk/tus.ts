// The headers of tus 1.0, the protocol of resumable uploads (https://tus.io/protocols/resumable-upload).
import { invalid } from '../model/errors.ts'

export const tusVersion = '1.0.0'
export const tusExtensions = 'creation,expiration,termination'
export const offsetType = 'application/offset+octet-stream'

/** A count of bytes in a header; undefined when it is none. */
export function byteCount(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

/** A name is at most four times this long in base64 of UTF-8; it is shortened later. */
const metadataMax = 16 * 1024

/**
 * The name in an Upload-Metadata header: pairs of a key and a value in base64, divided by commas. Of the other pairs nothing is
 * believed, and nothing kept.
 * @throws DoorwardError 'invalid' when it cannot be read
 */
export function fileNameIn(header: string | string[] | undefined): string {
  if (header === undefined) return ''
  if (typeof header !== 'string' || header.length > metadataMax)
    throw invalid('Upload-Metadata', `must be given once, with at most ${metadataMax} characters.`)
  for (const pair of header.split(',')) {
    const [key, value = '', ...rest] = pair.trim().split(' ')
    if (key !== 'filename' && key !== 'name') continue
    if (rest.length > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
      throw invalid('Upload-Metadata', 'has a value that is no base64.')
    return Buffer.from(value, 'base64').toString('utf8')
  }
  return ''
}
