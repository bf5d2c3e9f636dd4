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
import { useTexts } from '../language.tsx'
import { useFileSize } from '../ui/file-size.ts'
import c from './attachments.module.css'
import type { Attachment, UploadBase } from './upload.ts'

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
