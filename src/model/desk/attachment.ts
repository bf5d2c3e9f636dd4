import { endingOf } from './file-name.ts'
import type { Sniffed } from './media-type.ts'

/** What may be attached to requests, and how much of it. */

/** So many files go with one message. */
export const attachmentsPerMessageMax = 20
/** How large a file may be until somebody decides, and at most whatever the server's settings say. */
const attachmentMbDefault = 50
export const attachmentMbMax = 100_000
/** How much all files of a site may have together until somebody decides, and at most; 0: as much as the disk holds. */
const attachmentGbDefault = 20
export const attachmentGbMax = 1_000_000
export const attachmentDefaults = {
  attachmentMbMax: attachmentMbDefault,
  attachmentGbMax: attachmentGbDefault,
  blockedEndings: null,
} as const
export const bytesOfMb = (mb: number) => mb * 1_000_000
/** The quota is in GiB, as disks are bought by those who run servers. */
const gib = 1024 ** 3
export const bytesOfGib = (count: number) => count * gib
/** So much one customer brings in a day and does not give up. */
export const customerDayBytesMax = gib
/** The same by mail of an address that nobody knows, and of mails that nothing shows to be the customer's whose name they bear. */
export const strangerDayBytesMax = 200_000_000
export const customerDayMs = 24 * 60 * 60 * 1000

/** Of files that belong to no message yet a person has so many, and so many times the largest one's size. */
export const looseFilesMax = 40
export const looseSizesMax = 4

const hourMs = 60 * 60 * 1000
/** So long a whole file waits for its message, and an unfinished one for its next byte. */
export const looseMs = 24 * hourMs
export const unfinishedMs = 6 * hourMs
/** So long after the last byte it may make room for another file of the same person. */
export const abandonedMs = hourMs

/**
 * What runs when somebody opens it, on one system or another: what Gmail and Outlook refuse
 * (https://support.google.com/mail/answer/6590), and what the systems have gained since.
 */
export const blockedByDefault: readonly string[] =
  'ade adp apk app appx appxbundle bat cab chm class cmd com cpl dll dmg elf exe gadget hta inf ins iso isp jar jnlp js jse lib lnk macho mde msc msi msix msixbundle msp mst nsh pif pkg ps1 psm1 reg scf scr sct sh shb sys url vb vbe vbs vhd vhdx vxd wsc wsf wsh xbap xll'.split(
    ' ',
  )

/** Endings of files, in lower case and without the dot. */
export const endingPattern = /^[a-z0-9_+-]{1,15}$/
export const blockedMax = 200

/** The blocked ending by which a file is refused; undefined where none is. @param is what its bytes say, once they are here */
export function blockedEnding(name: string, blocked: readonly string[], is?: Sniffed): string | undefined {
  const said = endingOf(name)
  if (blocked.includes(said)) return said
  return is?.endings.find((ending) => blocked.includes(ending))
}

/** How many bytes, as people read it. */
export function sizeText(bytes: number): string {
  const units = [
    ['GB', 1_000_000_000],
    ['MB', 1_000_000],
    ['kB', 1_000],
  ] as const
  const [unit, size] = units.find(([, one]) => bytes >= one) ?? (['bytes', 1] as const)
  const amount = bytes / size
  return `${amount >= 100 || Number.isInteger(amount) ? Math.round(amount) : amount.toFixed(1)} ${unit}`
}
