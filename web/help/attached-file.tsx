import {
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconMovie,
  IconMusic,
  IconPhoto,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useLanguage, useTexts } from '../language.tsx'
import c from './attachments.module.css'
import type { Attachment, UploadBase } from './upload.ts'

const units = [
  ['gigabyte', 1_000_000_000],
  ['megabyte', 1_000_000],
  ['kilobyte', 1_000],
] as const

/** How large a file is, in the language of the page. */
export function useFileSize(): (bytes: number) => string {
  const { language } = useLanguage()
  return (bytes) => {
    const [unit, one] = units.find(([, size]) => bytes >= size) ?? (['byte', 1] as const)
    const digits = { maximumFractionDigits: bytes / one < 10 ? 1 : 0 }
    return new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      ...digits,
    }).format(bytes / one)
  }
}

interface Props {
  readonly base: UploadBase
  readonly file: Attachment
  /** What can be done with it. */
  readonly children?: ReactNode
}

/** A file that is there, to be downloaded; of a picture a small one. */
export function AttachedFile({ base, file, children }: Props) {
  const { attaching: words } = useTexts()
  const size = useFileSize()
  const content = `${base}/${file.id}/content`
  return (
    <li className={c.file}>
      {file.isImage ? (
        <a href={`${content}?inline`} target="_blank" rel="noopener noreferrer" className={c.thumb}>
          <img src={`${content}?inline`} alt={words.picture(file.name)} loading="lazy" />
        </a>
      ) : (
        <FileIcon mediaType={file.mediaType} />
      )}
      <div className={c.what}>
        <a href={content} download={file.name} className={c.name}>
          <bdi>{file.name}</bdi>
        </a>
        <span className="quiet small">
          {[words.kinds[kindOf(file.mediaType)], size(file.sizeBytes)].join(', ')}
        </span>
      </div>
      {children}
    </li>
  )
}

/** The files of a message. */
export function AttachedFiles({ base, files }: { base: UploadBase; files: readonly Attachment[] }) {
  const { attaching: words } = useTexts()
  if (files.length === 0) return null
  return (
    <ul className={c.list} aria-label={words.files}>
      {files.map((file) => (
        <AttachedFile key={file.id} base={base} file={file} />
      ))}
    </ul>
  )
}

type Kind = 'picture' | 'pdf' | 'text' | 'archive' | 'video' | 'sound' | 'file'

/** By what the server found in the bytes, and never by the name. */
function kindOf(mediaType: string | null): Kind {
  if (mediaType === null) return 'file'
  if (mediaType === 'application/pdf') return 'pdf'
  if (/zip|7z|rar/.test(mediaType)) return 'archive'
  const byGroup: { readonly [group: string]: Kind } = {
    image: 'picture',
    text: 'text',
    video: 'video',
    audio: 'sound',
  }
  return byGroup[mediaType.split('/')[0] ?? ''] ?? 'file'
}

const icons = {
  picture: IconPhoto,
  pdf: IconFileTypePdf,
  text: IconFileText,
  archive: IconFileZip,
  video: IconMovie,
  sound: IconMusic,
  file: IconFile,
} as const

export function FileIcon({ mediaType }: { mediaType: string | null }) {
  const Icon = icons[kindOf(mediaType)]
  return (
    <span className={c.icon} aria-hidden>
      <Icon size={20} stroke={1.5} />
    </span>
  )
}
