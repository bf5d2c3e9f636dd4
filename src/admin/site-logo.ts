import { createHash } from 'node:crypto'
import { invalid, notFound, unavailable } from '../model/errors.ts'
import { keyOf } from '../model/ids.ts'
import { type AuditContext, audit } from '../storage/audit.ts'
import type { Database } from '../storage/database.ts'
import { dropLogo, type Logo, noteLogo, putLogo } from '../storage/site/logos.ts'
import { type Site, siteForUpdate } from '../storage/sites.ts'

export const logoBytesMax = 512 * 1024
/** A picture may be this large in each direction; more would only be thrown away. */
const sideMax = 4096
/** What is kept fits into a square of this side: twice as large as it is ever shown. */
const keptSide = 256

/** How files of the accepted kinds begin. A file of any other kind never reaches a decoder. */
const kinds = [
  {
    format: 'png',
    begins: (bytes: Buffer) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  },
  { format: 'jpeg', begins: (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  {
    format: 'webp',
    begins: (bytes: Buffer) =>
      bytes.subarray(0, 4).toString('latin1') === 'RIFF' &&
      bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  },
] as const

/** sharp, able to read three kinds of files and nothing else: libvips knows dozens, and programs among them. */
async function decoder() {
  // Only here, because it takes memory and hardly ever somebody brings a picture.
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'],
  })
  sharp.cache(false)
  return sharp
}

/** A picture of 4,096 pixels a side is 64 MB of pixels: one is read after the other. */
let lastReading: Promise<unknown> = Promise.resolve()

/** So many wait at most: one takes half a second. */
const waitingMax = 4
let waiting = 0

function oneByOne<Result>(read: () => Promise<Result>): Promise<Result> {
  if (waiting >= waitingMax) throw unavailable('Others bring pictures just now. Try again in a minute.')
  waiting += 1
  const reading = lastReading.then(read).finally(() => {
    waiting -= 1
  })
  lastReading = reading.catch(() => undefined)
  return reading
}

/**
 * Reads a picture and writes it anew as PNG, at most 256 pixels a side: what is kept was made here, whatever else the file held.
 * SVG is refused: it is a program as much as a picture (decision 18).
 * @throws DoorwardError 'invalid' naming the field when it is no whole PNG, JPEG or WebP within the limits
 */
export async function readLogo(bytes: Buffer, field = 'image'): Promise<Logo> {
  if (bytes.length > logoBytesMax) throw invalid(field, `must be at most ${logoBytesMax / 1024} KiB.`)
  const kind = kinds.find(({ begins }) => begins(bytes))
  if (!kind) throw invalid(field, 'must be a PNG, JPEG or WebP picture.')
  return oneByOne(() => decode(bytes, kind.format, field))
}

async function decode(bytes: Buffer, wanted: string, field: string): Promise<Logo> {
  const sharp = await decoder()
  const options = { failOn: 'warning', limitInputPixels: sideMax * sideMax, pages: 1 } as const
  try {
    const { width, height, format } = await sharp(bytes, options).metadata()
    if (format !== wanted) throw new Error('another format than it says')
    if (width > sideMax || height > sideMax) throw new Error('too large')
    const { data, info } = await sharp(bytes, options)
      .autoOrient()
      .resize(keptSide, keptSide, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true })
    const hash = createHash('sha256').update(data).digest('hex').slice(0, 32)
    return { hash, png: data, width: info.width, height: info.height }
  } catch {
    throw invalid(field, `must be a whole picture of at most ${sideMax} pixels a side.`)
  }
}

/** Gives the site a logo, or with null takes it away. */
export async function changeLogo(
  database: Database,
  site: Site,
  logo: Logo | null,
  context: AuditContext,
): Promise<Site> {
  return database.inSite(site.id, async (tx) => {
    const [before] = await tx.read<Site>(siteForUpdate(site.id))
    if (!before) throw notFound(`The site ${site.slug}`, 'site')
    const hash = logo?.hash ?? null
    if (before.logoHash === hash) return before
    tx.write(logo === null ? dropLogo(site.id) : putLogo(site.id, logo, context.now))
    tx.write(noteLogo(site.id, hash))
    audit(tx, context, {
      action: 'site.settings-changed',
      subjectKind: 'site',
      subject: keyOf(site.id),
      details: { logo: { before: before.logoHash, after: hash } },
    })
    return { ...before, logoHash: hash }
  })
}
